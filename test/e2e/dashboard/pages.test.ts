/** All pages of the dashboard before a real server with small agents. The tests build on each other. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../../integration/fleet/fleet.ts';
import { aStub, aTenant } from '../../integration/fleet/manifests.ts';
import { AServer } from '../../integration/serve/a-server.ts';
import { BrowserComputer, whyNoBrowser } from '../harness/browser-computer.ts';
import { DESKTOP, lookOver, PHONE, takePicture } from './look-over.ts';

const PASSWORD = 'a sentence to remember';
const VALUE = 'a value that no page shows';
const PATIENCE_MS = 90_000;

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
  /** Once the text is there. */
  const look = async (name: string, text: string) => {
    await page.getByText(text).or(page.getByLabel(text)).first().waitFor();
    await lookOver(page, name);
  };

  beforeAll(async () => {
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
    await fleet.writeText('crm.key', VALUE);
    const stored = await fleet.run(['secret', 'set', 'acme', 'crm', '--from-file', 'crm.key']);
    expect(stored, stored.stderr).toMatchObject({ exitCode: 0 });
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
    await look('fleet-view', 'Saved views');
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
    await look('tenant', 'What its pods inherit');
    expect(await page.content()).not.toContain('Vienna');
  });

  test('sources say what is in force, and runs what came of it', async () => {
    await go('Sources');
    await shows('Looked at');
    await look('sources', 'In force');
    await page.getByRole('link', { name: 'Its runs' }).click();
    await shows('succeeded');
    await look('runs', 'Begun by');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await shows('What became of each');
    await page.getByRole('link', { name: 'globex/agent' }).waitFor();
    await look('run', 'What became of each');
  });

  test('a manifest that is refused is told with its place and what to do', async () => {
    await fleet.writeText('broken.yaml', 'kind: Nothing\n');
    await go('Sources');
    await shows('What was in force stays so.');
    await look('sources-failing', 'Needs attention');
    await rm(join(fleet.folder, 'broken.yaml'));
    await page.getByText('What was in force stays so.').waitFor({ state: 'detached' });
  });

  test('alerts, doctor, secrets and audit have their pages, and no value is on any', async () => {
    await go('Alerts');
    await shows('Nobody is told.');
    await look('alerts', 'Receivers');
    await go('Doctor');
    await shows('Examined');
    await look('doctor', 'In order');
    await go('Secrets');
    await page.getByRole('rowheader', { name: 'crm' }).waitFor();
    expect(await page.content()).not.toContain(VALUE);
    await look('secrets', 'Fingerprint');
    await go('Audit');
    await page.getByRole('row').filter({ hasText: 'secret set' }).waitFor();
    await page.getByLabel('Tenant').selectOption('globex');
    await page.getByRole('row').filter({ hasText: 'secret set' }).waitFor({ state: 'detached' });
    await page.waitForURL(`${origin}/audit?tenant=globex`);
    await look('audit', 'Who asked for what');
  });

  test('on a phone the menu leads everywhere, also by keyboard', async () => {
    await page.setViewportSize(PHONE);
    // Pages have links of their own that name runs.
    const link = (name: string) => page.getByRole('link', { name, exact: true });
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await takePicture(page, 'menu-phone');
    await page.keyboard.press('Escape');
    await link('Runs').waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await link('Runs').focus();
    await page.keyboard.press('Enter');
    await shows('succeeded');
    await link('Audit').waitFor({ state: 'hidden' });
    await page.setViewportSize(DESKTOP);
  });

  test('a second factor is set by its first code, asked for at the door, and removed', async () => {
    await go('Sign-in');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
    await look('second-factor', 'Or give it this key');
    const shown = await page.getByText('Or give it this key:').locator('code').textContent();
    const codes = new TOTP({ secret: (shown ?? '').replaceAll(' ', '') });
    await page.getByLabel('Code', { exact: true }).fill(codes.generate());
    await page.getByRole('button', { name: 'Turn on' }).click();
    await shows('After the password, a code of your authenticator is asked for.');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button').click();
    const field = page.getByLabel('Code', { exact: true });
    await field.fill('000000');
    await page.getByRole('button').click();
    await shows('this code is wrong, or was used already');
    // The one that follows, since that of now proved the key.
    await field.fill(codes.generate({ timestamp: Date.now() + 30_000 }));
    await page.getByRole('button').click();
    const off = page.getByRole('button', { name: 'Turn off' });
    await off.waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await off.click();
    await shows('The password alone lets in.');
  });

  test('they speak Chinese to who reads it', async () => {
    const other = await profile.browser()?.newContext({ locale: 'zh-CN', viewport: DESKTOP });
    const opened = await other?.newPage();
    await other?.addCookies(await profile.cookies());
    await opened?.goto(`${origin}/doctor`);
    await opened?.getByRole('heading', { name: '体检' }).waitFor({ timeout: PATIENCE_MS });
    if (opened) await takePicture(opened, 'doctor-zh');
    await other?.close();
  });
});
