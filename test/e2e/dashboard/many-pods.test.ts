/** A thousand pods in a browser: few of them drawn, all of them there to be found. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoBrowser } from '../harness/browser-computer.ts';

import { StagedBrowser } from '../harness/staged-browser.ts';
import { aStagedPod } from '../harness/staged-pod.ts';
import { lookOver } from './look-over.ts';

const missing = await whyNoBrowser();
if (missing) process.stderr.write(`\nLEFT OUT: a thousand pods in a browser: ${missing}\n`);

const PODS = 1000;
const nameOf = (n: number): string => `agent-${String(n).padStart(4, '0')}`;

describe.skipIf(missing)(`a thousand pods${missing ? ` (LEFT OUT: ${missing})` : ''}`, () => {
  let browser: StagedBrowser;
  const rows = () => browser.page.locator('table.pods tbody tr[data-severity]');
  const link = (name: string) => browser.page.getByRole('link', { name, exact: true });

  beforeAll(async () => {
    browser = await StagedBrowser.open();
  });
  afterAll(() => browser?.close());

  async function show(keyAt: (n: number) => string): Promise<void> {
    browser.stage.pods = Array.from({ length: PODS }, (_, n) => aStagedPod(keyAt(n)));
    await browser.page.goto(browser.origin);
    await rows().nth(20).waitFor();
  }

  test('of one tenant are rows that come as they near the window, and count themselves', async () => {
    const { page } = browser;
    await show((n) => `acme/${nameOf(n)}`);
    expect(await rows().count()).toBeLessThan(200);
    expect(await page.locator('table').getAttribute('aria-rowcount')).toBe(String(PODS + 1));
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await link(nameOf(PODS - 1)).waitFor();
    expect(await rows().last().getAttribute('aria-rowindex')).toBe(String(PODS + 1));
    await expect.poll(() => link(nameOf(0)).count()).toBe(0);
    await page.evaluate('scrollTo(0, 0)');
    await link(nameOf(0)).waitFor();
    await lookOver(page, 'thousand-pods', { fullPage: false });
  });

  test('are reached one after the other by the tab key alone', async () => {
    const { page } = browser;
    await link(nameOf(0)).focus();
    for (let n = 1; n <= 60; n += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(nameOf(60));
  });

  test('are found by the filter, wherever they are', async () => {
    const { page } = browser;
    await page.keyboard.press('/');
    await page.keyboard.type('0987');
    await link(nameOf(987)).waitFor();
    await expect.poll(() => rows().count()).toBe(1);
  });

  test('of many tenants keep the headings of all, and draw the tables of a few', async () => {
    await show((n) => `tenant-${Math.floor(n / 4)}/${nameOf(n)}`);
    expect(await browser.page.getByRole('heading', { level: 2 }).count()).toBe(PODS / 4);
    expect(await rows().count()).toBeLessThan(200);
    expect(browser.complaints).toEqual([]);
  });
});
