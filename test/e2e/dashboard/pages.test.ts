/** Pages of the dashboard that look, before a real server with small agents. The tests build on each other. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../../integration/fleet/fleet.ts';
import { aStub, aTenant } from '../../integration/fleet/manifests.ts';
import { AServer } from '../../integration/serve/a-server.ts';
import { BrowserComputer, whyNoBrowser } from '../harness/browser-computer.ts';

const PASSWORD = 'a sentence to remember';
const SCREENSHOTS = join(import.meta.dirname, '../../../test-results/dashboard');
const PATIENCE_MS = 90_000;
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const missing = (await whyNoEngine()) ?? (await whyNoBrowser());
if (missing)
  process.stderr.write(
    `\nLEFT OUT: the dashboard's pages are not shown in a browser: ${missing}\n`,
  );

describe.skipIf(missing)(`the pages${missing ? ` (LEFT OUT: ${missing})` : ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let computer: BrowserComputer;
  let profile: BrowserContext;
  let page: Page;
  let origin: string;

  const shows = (text: string | RegExp) =>
    page.getByText(text).first().waitFor({ timeout: PATIENCE_MS });
  const go = (name: string) =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

  beforeAll(async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
    fleet = await aFleet();
    const defaults = { env: { TZ: 'Europe/Vienna' } };
    await fleet.write(
      'acme.yaml',
      aTenant('acme', { displayName: 'Acme GmbH', defaults }),
      aStub('acme/agent'),
      aStub('acme/helper'),
    );
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent'));
    server = new AServer(fleet, ['-f', '.', '--listen', '0.0.0.0:0']);
    await server.ready();
    const { address = '' } = await server.said(({ msg }) => msg === 'listening');
    origin = `http://dashboard.localhost:${address.split(':').at(-1)}`;
    computer = await BrowserComputer.start();
    profile = await computer.newProfile();
    page = await profile.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const link = await fleet.run(['admin', 'link', '--url', origin]);
    await page.goto(link.stdout.trim());
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('Once more').fill(PASSWORD);
    await page.getByRole('button').click();
    await shows('Acme');
  });
  afterAll(async () => {
    await computer?.remove();
    await server?.end('SIGKILL');
    await fleet?.remove();
  });

  test('a view of the fleet is kept under a name, and leads back to it', async () => {
    await page.getByRole('searchbox').fill('globex');
    await page.getByLabel('Sort by').selectOption('latest change');
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByLabel('Name of the view').fill('the Globex people');
    await page.keyboard.press('Enter');
    await looks('fleet-view', 'Saved views');
    await page.goto(origin);
    await page.getByRole('link', { name: 'the Globex people' }).click();
    await page.waitForURL(`${origin}/?q=globex&sort=since`);
    await page.getByRole('button', { name: 'Remove the view the Globex people' }).click();
    await page.getByRole('link', { name: 'the Globex people' }).waitFor({ state: 'detached' });
    await page.goto(origin);
  });

  test('a tenant has its pods, hosts, defaults and events on one page', async () => {
    await page.getByRole('link', { name: 'acme', exact: true }).click();
    await shows('Acme GmbH');
    await page.getByRole('link', { name: 'helper' }).first().waitFor();
    await shows('TZ');
    await shows('Created');
    await looks('tenant', 'What its pods inherit');
    expect(await page.content()).not.toContain('Vienna');
  });

  test('sources say what is in force, and runs what came of it', async () => {
    await go('Sources');
    await shows('Looked at');
    await looks('sources', 'In force');
    await page.getByRole('link', { name: 'Its runs' }).click();
    await shows('succeeded');
    await looks('runs', 'Begun by');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await shows('What became of each');
    await page.getByRole('link', { name: 'globex/agent' }).waitFor();
    await looks('run', 'What became of each');
  });

  test('a manifest that is refused is told with its place and what to do', async () => {
    await fleet.writeText('broken.yaml', 'kind: Nothing\n');
    await go('Sources');
    await shows('What was in force stays so.');
    await looks('sources-failing', 'Needs attention');
    await rm(join(fleet.folder, 'broken.yaml'));
    await page.getByText('What was in force stays so.').waitFor({ state: 'detached' });
  });

  test('on a phone the menu leads everywhere, also by keyboard', async () => {
    await page.setViewportSize(PHONE);
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.screenshot({ path: join(SCREENSHOTS, 'menu-phone.png') });
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Runs', exact: true }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Runs', exact: true }).focus();
    await page.keyboard.press('Enter');
    await shows('succeeded');
    await page.getByRole('link', { name: 'Audit', exact: true }).waitFor({ state: 'hidden' });
    await page.setViewportSize(DESKTOP);
  });

  test('they speak Chinese to who reads it', async () => {
    const other = await profile.browser()?.newContext({ locale: 'zh-CN', viewport: DESKTOP });
    const opened = await other?.newPage();
    await other?.addCookies(await profile.cookies());
    await opened?.goto(`${origin}/doctor`);
    await opened?.getByRole('heading', { name: '体检' }).waitFor({ timeout: PATIENCE_MS });
    await opened?.screenshot({ path: join(SCREENSHOTS, 'doctor-zh.png') });
    await other?.close();
  });

  /** A picture in every form once the text is there, and what a checker of accessibility says. */
  async function looks(name: string, text: string): Promise<void> {
    await page.getByText(text).or(page.getByLabel(text)).first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${colorScheme}.png`) });
      expect(await violations(), `${name}, ${colorScheme}`).toEqual([]);
    }
    await page.setViewportSize(PHONE);
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-phone.png`) });
    expect(await violations(), `${name} on a phone`).toEqual([]);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    expect(overflow, `${name} on a phone`).toBe(false);
    await page.setViewportSize(DESKTOP);
  }

  async function violations(): Promise<readonly string[]> {
    await page.evaluate(axe.source);
    const found = (await page.evaluate('axe.run()')) as {
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly html: string }[];
      }[];
    };
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
  }
});
