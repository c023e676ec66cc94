/** The page of one pod in a browser, and how fast news are on the screen. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { API_VERSION } from '../../../src/core/model/api-version.ts';
import { whyNoBrowser } from '../harness/browser-computer.ts';

import { StagedBrowser } from '../harness/staged-browser.ts';
import { aStagedPod } from '../harness/staged-pod.ts';
import { lookOver } from './look-over.ts';

const missing = await whyNoBrowser();
if (missing) process.stderr.write(`\nLEFT OUT: a pod's page in a browser: ${missing}\n`);

const LOGS = '/pods/acme/agent/logs';
const MEBIBYTE = 2 ** 20;
const START = Date.parse('2026-01-01T00:00:00Z');
const HOSTS = { hosts: ['agent.acme.example'], urls: ['https://agent.acme.example'] };
const minutes = Array.from({ length: 1440 }, (_, n) => ({
  at: new Date(START + n * 60_000).toISOString(),
  memoryBytes: (300 + 100 * Math.sin(n / 90)) * MEBIBYTE,
  cpuCores: 0.2 + 0.15 * Math.cos(n / 60),
}));

describe.skipIf(missing)(`a pod's page${missing ? ` (LEFT OUT: ${missing})` : ''}`, () => {
  let browser: StagedBrowser;
  const say = (...texts: readonly string[]) =>
    browser.stage.tell(
      LOGS,
      ...texts.map((text) => ({ data: { time: '2026-01-01T12:00:00.000000000Z', text } })),
    );
  const sees = (text: string | RegExp) => browser.page.getByText(text).first().waitFor();

  beforeAll(async () => {
    browser = await StagedBrowser.open();
    const { stage, page, origin } = browser;
    const seen = { lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 1 };
    const pod = aStagedPod('acme/agent', HOSTS);
    const route = { type: 'RouteReady', status: 'True', reason: 'RouteVerified' } as const;
    const message = 'a request through the proxy reached it; its certificate is good until March';
    stage.pods = [
      aStagedPod('acme/agent', {
        ...HOSTS,
        conditions: [...pod.status.conditions, { ...route, message, ...seen }],
      }),
    ];
    const place = { tenant: 'acme', pod: 'agent' };
    stage.answers.set('/pods/acme/agent/usage', {
      ...{ apiVersion: API_VERSION, kind: 'PodUsage', ...place, at: minutes.at(-1)?.at },
      ...{ memoryBytes: 400 * MEBIBYTE, memoryLimitBytes: 512 * MEBIBYTE, cpuCores: 0.25 },
      ...{ volumeBytes: null, minutes },
    });
    const channel = { channel: 'telegram', account: 'default', status: 'True', reason: 'Linked' };
    stage.answers.set('/channels', {
      items: [{ ...place, ...channel, message: '', lastInboundAt: '2026-01-01T11:00:00Z' }],
    });
    await page.goto(`${origin}/pods/acme/agent`);
    await vi.waitUntil(() => stage.followers.get(LOGS)?.size === 1, { timeout: 60_000 });
  });
  afterAll(() => browser?.close());

  test('tells of its route, its channels, and what it used, in words and as a table', async () => {
    await sees('RouteVerified');
    await sees('telegram');
    await sees(/now 400 MiB, at most 400 MiB; limit 512 MiB/);
    await browser.page.locator('canvas').nth(1).waitFor();
    await browser.page.getByText('As a table').click();
    expect(await browser.page.locator('details tbody tr').count()).toBe(24);
    await browser.page.getByText('As a table').click();
  });

  test('shows its log as it comes, finds lines in it, and holds still when asked', async () => {
    const { page } = browser;
    say(...Array.from({ length: 400 }, (_, n) => `line ${n} of the agent`));
    await sees('line 399 of the agent');
    expect(await page.locator('.log li').count()).toBeLessThan(150);
    await page.getByLabel('Search the log').fill('line 123');
    await page.getByText('1 lines fit.').waitFor();
    await lookOver(page, 'pod-page');
    await page.getByLabel('Search the log').fill('');
    await page.getByRole('button', { name: 'Pause' }).click();
    say('said meanwhile');
    await page.getByText('Paused; 1 new lines.').waitFor();
    expect(await page.getByText('said meanwhile').count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await sees('said meanwhile');
  });

  test('of a pod that was just saved says that it is on its way, until it is there', async () => {
    const { page, stage, origin } = browser;
    await page.goto(`${origin}/pods/acme/none`);
    await sees('There is no such pod.');
    await page.evaluate(`history.pushState({ saved: true }, '', '/pods/acme/fresh')`);
    await sees('It is saved, and on its way');
    stage.tell('/stream', { event: 'pod', data: aStagedPod('acme/fresh') });
    await sees('Running');
    await page.goto(`${origin}/pods/acme/agent`);
    await sees('RouteVerified');
  });

  test('shows a change within 100 ms of its coming', async () => {
    const { page, stage } = browser;
    const times: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      const state = `State${n}`;
      const seen = page.evaluate(`new Promise((resolve) => {
        const look = () => document.body.textContent.includes('${state}')
          ? requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
          : requestAnimationFrame(look);
        look();
      })`);
      await page.evaluate('1');
      const told = performance.timeOrigin + performance.now();
      stage.change(aStagedPod('acme/agent', { ...HOSTS, state }));
      times.push(Number(await seen) - told);
    }
    const [median = 0] = times.toSorted((a, b) => a - b).slice(4);
    expect(median).toBeLessThan(100);
    expect(browser.complaints).toEqual([]);
    expect(await page.evaluate('window.stopped')).toEqual([]);
  });
});
