/** The vendor's own browser before a real server with small agents. The tests build on each other. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../../integration/fleet/fleet.ts';
import { aStub, aTenant } from '../../integration/fleet/manifests.ts';
import { AServer } from '../../integration/serve/a-server.ts';
import { BrowserComputer, whyNoBrowser } from '../harness/browser-computer.ts';
import { lookOver, takePicture } from './look-over.ts';

const PASSWORD = 'a sentence to remember';
const PATIENCE_MS = 90_000;

const missing = (await whyNoEngine()) ?? (await whyNoBrowser());
if (missing)
  process.stderr.write(`\nLEFT OUT: the dashboard is not shown in a browser: ${missing}\n`);

describe.skipIf(missing)(`the dashboard${missing ? ` (LEFT OUT: ${missing})` : ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let computer: BrowserComputer;
  let profile: BrowserContext;
  let page: Page;
  let origin: string;
  const foreign: string[] = [];
  const complaints: string[] = [];

  const shows = (text: string | RegExp) =>
    page.getByText(text).first().waitFor({ timeout: PATIENCE_MS });
  const rowOf = (pod: string) => page.getByRole('row').filter({ hasText: pod });

  async function open(path: string): Promise<Page> {
    const opened = await profile.newPage();
    opened.setDefaultTimeout(PATIENCE_MS);
    opened.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) {
        foreign.push(request.url());
      }
    });
    opened.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
    });
    await opened.goto(`${origin}${path}`);
    return opened;
  }

  async function link(): Promise<string> {
    const ran = await fleet.run(['admin', 'link', '--url', origin]);
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    return ran.stdout.trim().slice(origin.length);
  }

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent'), aStub('acme/helper'));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent'));
    server = new AServer(fleet, ['-f', '.', '--listen', '0.0.0.0:0']);
    await server.ready();
    const { address = '' } = await server.said(({ msg }) => msg === 'listening');
    origin = `http://dashboard.localhost:${address.split(':').at(-1)}`;
    computer = await BrowserComputer.start();
    profile = await computer.newProfile();
  });
  afterAll(async () => {
    await computer?.remove();
    await server?.end('SIGKILL');
    await fleet?.remove();
  });

  test('without a password there is only the way to one', async () => {
    await server.said(({ msg }) => msg.startsWith('the dashboard has no password yet'));
    page = await open('/');
    await shows('agentpod admin link');
    await page.close();
  });

  test('a one-time link sets the password and signs in; used again it is refused', async () => {
    const path = await link();
    page = await open(path);
    await page.getByLabel('New password').fill('short');
    await page.getByLabel('Once more').fill('short');
    await page.getByRole('button').click();
    await shows('a password has 12 to 256 characters');
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('Once more').fill(PASSWORD);
    await page.getByRole('button').click();
    await rowOf('helper').waitFor();
    expect(page.url()).toBe(`${origin}/`);

    const other = await open(path);
    await other.getByLabel('New password').fill(PASSWORD);
    await other.getByLabel('Once more').fill(PASSWORD);
    await other.getByRole('button').click();
    await other.getByText('this link was used').waitFor();
    await other.close();
  });

  test('all is well at a glance', async () => {
    await shows('Everything is ready.');
    await shows('2 of 2 ready');
    await lookOver(page, 'fleet');
  });

  test('a pod that is stopped turns red, is healed, and turns green, with no reload', async () => {
    const left = { ...aStub('acme/helper') };
    const annotations = { 'agentpod.dev/reconcile': 'disabled' };
    const write = (helper: object) =>
      fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent'), helper);
    await page.evaluate('window.marked = true');
    // Else it would be back before anybody saw it.
    await write({ ...left, metadata: { ...left.metadata, annotations } });
    await server.said(({ msg }) => msg === 'manifests loaded', server.lines.length);
    await (await fleet.engine.handle('acme/helper')).stop();
    await rowOf('helper')
      .getByText(/Stopped|Crashed/)
      .waitFor();
    await shows('Needs attention');
    await takePicture(page, 'fleet-bad');
    await write(left);
    await rowOf('helper').getByText('Running').waitFor();
    await shows('Everything is ready.');
    expect(await page.evaluate('window.marked')).toBe(true);
  });

  test('what a manifest adds appears by itself', async () => {
    await fleet.write('initech.yaml', aTenant('initech'), aStub('initech/desk'));
    await rowOf('desk').getByText('Running').waitFor();
  });

  test('a choice stands in the address, and finds its pods', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('globex');
    await page.getByText('desk').waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${origin}/?q=globex`);
    await page.getByRole('link', { name: 'agent', exact: true }).click();
    await shows('globex/agent');
    await shows('Ready: True');
    await shows('Created');
    await lookOver(page, 'pod');
  });

  test('events, drift and the server have their pages, in the reader’s language', async () => {
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByRole('link', { name: 'initech/desk' }).first().waitFor();
    await lookOver(page, 'events');
    await page.getByRole('link', { name: 'Drift' }).click();
    await shows('All is as the manifests say.');
    await page.getByRole('link', { name: 'Server' }).click();
    await shows('leader');
    await lookOver(page, 'server');
  });

  test('a server that is gone is said, with the age of what is shown, until it is back', async () => {
    await page.getByRole('link', { name: 'Fleet' }).click();
    await rowOf('desk').waitFor();
    await server.end('SIGKILL');
    await shows(/The server does not answer\. What you see is from .* ago/);
    await rowOf('desk').waitFor();
    server = new AServer(fleet, ['-f', '.', '--listen', `0.0.0.0:${new URL(origin).port}`]);
    await page.getByText('The server does not answer').waitFor({ state: 'detached' });
    await shows('Everything is ready.');
  });

  test('signing out, and being signed out, leads back to the door', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button').click();
    await shows('this is not the password');
    await lookOver(page, 'sign-in');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button').click();
    await rowOf('desk').waitFor();
    expect((await fleet.run(['admin', 'sign-out'])).stderr).toContain('Ended');
    await page.getByLabel('Password').waitFor();
  });

  test('no request went elsewhere, and nothing was kept from running by the policy', () => {
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
