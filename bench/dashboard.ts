/**
 * The dashboard in Chromium: until its rows are painted, against a static page of the same markup and
 * style; and from a change of one pod to the screen, against a script that writes the same there.
 */
import { StagedBrowser } from '../test/e2e/harness/staged-browser.ts';
import { aStagedPod } from '../test/e2e/harness/staged-pod.ts';
import { type Row, rowOf } from './measure.ts';

const SAMPLES = 12;
/** Milliseconds since the navigation began, when a frame with this in it is out. */
const PAINTED = (selector: string) => `new Promise((resolve) => {
  const look = () => document.querySelector('${selector}') === null
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
  look();
})`;
const WRITTEN = (text: string) => `new Promise((resolve) => {
  const look = () => document.body.textContent.includes('${text}')
    ? requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
    : requestAnimationFrame(look);
  look();
})`;
const ROWS = 'table.pods tbody tr:nth-child(3)';
const PODS_OF_TENANT = 4;

export async function dashboard(): Promise<readonly Row[]> {
  return [await firstPaint(50, 3), await firstPaint(1000, 4), await change()];
}

async function firstPaint(count: number, aim: number): Promise<Row> {
  const browser = await opened(count);
  const { page, origin, stage } = browser;
  try {
    const at = async (path: string): Promise<number> => {
      await page.goto(`${origin}${path}`, { waitUntil: 'commit' });
      return Number(await page.evaluate(PAINTED(ROWS)));
    };
    await at('/');
    stage.pages.set('/staged/floor', await withoutScripts(browser));
    const [ours, floor]: [number[], number[]] = [[], []];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      ours.push(await at('/'));
      floor.push(await at('/staged/floor'));
    }
    const title = `dashboard, rows of ${count} pods painted`;
    return rowOf({ title, floorTitle: 'a static page of the same markup', aim }, ours, floor);
  } finally {
    await browser.close();
  }
}

async function change(): Promise<Row> {
  const browser = await opened(1000);
  const { page, origin, stage } = browser;
  try {
    await page.goto(origin);
    await page.evaluate(PAINTED(ROWS));
    const [ours, floor]: [number[], number[]] = [[], []];
    const timed = async (text: string, cause: () => unknown): Promise<number> => {
      const seen = page.evaluate(WRITTEN(text));
      await page.evaluate('1');
      const began = performance.timeOrigin + performance.now();
      cause();
      return Number(await seen) - began;
    };
    for (let n = 0; n < SAMPLES; n += 1) {
      const told = aStagedPod(keyOf(1), { state: `Told${n}` });
      ours.push(await timed(`Told${n}`, () => stage.change(told)));
      const write = `document.querySelector('h1').textContent = 'Written${n}'`;
      floor.push(await timed(`Written${n}`, () => page.evaluate(write)));
    }
    const title = 'dashboard, a change of one pod of 1000 on the screen';
    return rowOf({ title, floorTitle: 'a script that writes there', aim: 5 }, ours, floor);
  } finally {
    await browser.close();
  }
}

async function opened(count: number): Promise<StagedBrowser> {
  const browser = await StagedBrowser.open();
  browser.stage.pods = Array.from({ length: count }, (_, n) => aStagedPod(keyOf(n)));
  return browser;
}

function keyOf(n: number): string {
  const tenant = String(Math.floor(n / PODS_OF_TENANT)).padStart(4, '0');
  return `tenant-${tenant}/agent-${n % PODS_OF_TENANT}`;
}

function withoutScripts({ page }: StagedBrowser): Promise<string> {
  return page.evaluate(`(() => {
    const copy = document.documentElement.cloneNode(true);
    for (const script of copy.querySelectorAll('script, link[rel=modulepreload]')) script.remove();
    return '<!doctype html>' + copy.outerHTML;
  })()`);
}
