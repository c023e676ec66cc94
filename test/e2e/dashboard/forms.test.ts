/** From an empty fleet to pods that run, by forms alone, with small agents. The tests build on each other. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STUB_IMAGE, whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../../integration/fleet/fleet.ts';
import { AServer } from '../../integration/serve/a-server.ts';
import { BrowserComputer, whyNoBrowser } from '../harness/browser-computer.ts';
import { lookOver } from './look-over.ts';

const PASSWORD = 'a sentence to remember';
const KEY = 'sk-canary-of-a-provider';
const PATIENCE_MS = 90_000;
/** What a founder is promised. */
const MOST_SECONDS = 180;
/** In bytes, compressed. */
const MOST_FIRST_LOAD = 150_000;

const missing = (await whyNoEngine()) ?? (await whyNoBrowser());
if (missing) process.stderr.write(`\nLEFT OUT: forms in a browser: ${missing}\n`);

describe.skipIf(missing)(
  `forms of the dashboard${missing ? ` (LEFT OUT: ${missing})` : ''}`,
  () => {
    let fleet: Fleet;
    let server: AServer;
    let computer: BrowserComputer;
    let profile: BrowserContext;
    let page: Page;
    let origin: string;
    const complaints: string[] = [];

    const git = async (...args: readonly string[]): Promise<string> =>
      (await execa('git', args, { cwd: fleet.folder })).stdout;
    const read = (file: string) => readFile(join(fleet.folder, file), 'utf8');
    const field = (name: string) => page.getByLabel(name, { exact: true });
    const unfold = (name: string) => page.locator('summary', { hasText: name }).click();
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();

    beforeAll(async () => {
      fleet = await aFleet();
      await fleet.writeText('README.md', '# Fleet\n');
      await git('init', '--quiet', '-b', 'main');
      await git('config', 'user.name', 'Somebody Else');
      await git('config', 'user.email', 'else@example.com');
      await git('add', '--all');
      await git('commit', '--quiet', '-m', 'Begin');
      server = new AServer(fleet, ['-f', '.', '--listen', '0.0.0.0:0']);
      await server.said(({ msg }) => msg.startsWith('the dashboard has no password yet'));
      const { address = '' } = await server.said(({ msg }) => msg === 'listening');
      origin = `http://dashboard.localhost:${address.split(':').at(-1)}`;
      computer = await BrowserComputer.start();
      profile = await computer.newProfile();
      page = await profile.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('console', (message) => {
        if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      const { stdout } = await fleet.run(['admin', 'link', '--url', origin]);
      await page.goto(stdout.trim());
      await field('New password').fill(PASSWORD);
      await field('Once more').fill(PASSWORD);
      await page.getByRole('button').click();
    });
    afterAll(async () => {
      await computer?.remove();
      await server?.end('SIGKILL');
      await fleet?.remove();
    });

    test('an empty fleet becomes a pod that runs, within the time that is promised', async () => {
      await page.getByRole('link', { name: 'New agent' }).waitFor();
      await lookOver(page, 'fleet-empty');
      const began = Date.now();
      await page.getByRole('link', { name: 'New agent' }).click();
      await field('Customer').fill('acme');
      await shows('A new customer: acme.yaml is made.');
      await field('Name of the agent').fill('desk');
      await field('Memory').fill('48Mi');
      await unfold('Container');
      await field('Kind of agent').selectOption('generic');
      await field('Image').fill(STUB_IMAGE);
      await field('Port').fill('18789');
      await field('Health path').fill('/readyz');
      await field('Data folder').fill('/state');
      await press('Review and save');
      await shows('acme.yaml');
      await press('Save');
      await page.waitForURL(`${origin}/pods/acme/desk`);
      await shows('Ready: True');
      const seconds = (Date.now() - began) / 1000;
      process.stderr.write(`\nfrom an empty fleet to a pod that runs: ${seconds.toFixed(1)} s\n`);
      expect(seconds).toBeLessThan(MOST_SECONDS);
      expect(await read('acme.yaml')).toContain('name: acme/desk');
      expect(await git('log', '-1', '--format=%an')).toMatch(/administrator/i);
      expect(await git('status', '--porcelain')).toBe('');
    });

    test('what is wrong is said at its field, by the form and by the server', async () => {
      await page.goto(`${origin}/new/pod?tenant=acme`);
      await field('Memory').fill('2gb');
      await field('Model').fill('openai/gpt-5.2');
      await field('Host names').fill('Not A Host');
      await press('Review and save');
      await page.getByRole('alert').getByText('2 things are to be mended').waitFor();
      expect(await page.evaluate('document.activeElement?.className')).toContain('notice');
      await lookOver(page, 'form-errors');
      await page.getByRole('link', { name: /^Memory/ }).click();
      expect(await field('Memory').getAttribute('aria-invalid')).toBe('true');
      await field('Memory').fill('48Mi');
      await field('Host names').fill('');
      await page.getByRole('alert').waitFor({ state: 'detached' });
      // A name that another pod has: nobody but the server can tell.
      await field('Model').fill('');
      await field('Name of the agent').fill('desk');
      await page.getByRole('alert').getByText('acme/desk').waitFor();
    });

    test('a key is stored, and nothing but its name comes into the manifest', async () => {
      await page.goto(`${origin}/new/pod?tenant=acme`);
      await field('Name of the agent').fill('talker');
      await field('Model').fill('openai/gpt-5.2');
      await field('API key of openai').fill(KEY);
      await field('Telegram').check();
      await field('Bot token').fill(`${KEY}-bot`);
      await unfold('Behaviour');
      await field('Suspended').check();
      await lookOver(page, 'form-pod');
      await press('Review and save');
      await press('Save');
      await page.waitForURL(`${origin}/pods/acme/talker`);
      const text = await read('acme.yaml');
      expect(text).toContain('secret: openai-key');
      expect(text).toContain('secret: talker-telegram-bot-token');
      expect(await git('log', '--patch')).not.toContain(KEY);
      expect(JSON.stringify(server.lines)).not.toContain(KEY);
      const { stdout } = await fleet.run(['secret', 'list', 'acme']);
      expect(stdout).toMatch(/openai-key +1 /);
    });

    test('form and text are one, both ways, and comments stay', async () => {
      const before = await read('acme.yaml');
      await fleet.writeText(
        'acme.yaml',
        before.replace('memory: 48Mi', '# as agreed\n    memory: 48Mi'),
      );
      await git('commit', '--quiet', '--all', '-m', 'Say why');
      await page.goto(`${origin}/pods/acme/desk/edit`);
      const text = page.getByRole('textbox', { name: /The manifest/ });
      await text.waitFor();
      await field('Memory').fill('64Mi');
      expect(await text.inputValue()).toMatch(/# as agreed\n\s+memory: 64Mi/);
      await text.fill((await text.inputValue()).replace('64Mi', '56Mi'));
      expect(await field('Memory').inputValue()).toBe('56Mi');
      await text.fill(`${await text.inputValue()}: [`);
      await shows(/cannot be read/);
      expect(await field('Memory').isDisabled()).toBe(true);
    });

    test('a newer text is never written over: both are shown, and somebody chooses', async () => {
      await page.goto(`${origin}/pods/acme/desk/edit`);
      await field('Memory').fill('64Mi');
      const theirs = (await read('acme.yaml')).replace('memory: 48Mi', 'memory: 96Mi');
      await fleet.writeText('acme.yaml', theirs);
      await git('commit', '--quiet', '--all', '-m', 'Give it more');
      await press('Review and save');
      await shows('Somebody changed this file meanwhile');
      await page.getByRole('radio', { name: /^Mine: 64Mi/ }).waitFor();
      await lookOver(page, 'form-conflict');
      expect(await read('acme.yaml')).toBe(theirs);
      await page.getByRole('radio', { name: /^Mine: 64Mi/ }).check();
      await press('Take my edits onto the newer text');
      await press('Review and save');
      await press('Save');
      await page.waitForURL(`${origin}/pods/acme/desk`);
      expect(await read('acme.yaml')).toBe(theirs.replace('96Mi', '64Mi'));
    });

    test('a customer is made, and its first agent is next', async () => {
      await page.goto(`${origin}/new/tenant`);
      await field('Name').fill('globex');
      await field('Name shown to people').fill('Globex GmbH');
      await lookOver(page, 'form-tenant');
      await press('Review and save');
      await press('Save');
      await page.waitForURL(`${origin}/new/pod?tenant=globex`);
      expect(await field('Customer').inputValue()).toBe('globex');
      expect(await read('globex.yaml')).toContain('displayName: Globex GmbH');
    });

    test('whoever opens the fleet does not wait for the forms', async () => {
      const html = await (await server.get('/')).text();
      const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(
        ([, path]) => path,
      );
      expect(assets.length).toBeGreaterThan(1);
      const sizes = await Promise.all(
        assets.map(async (path = '') => {
          const body = await (await server.get(path)).arrayBuffer();
          return gzipSync(Buffer.from(body)).byteLength;
        }),
      );
      const total = sizes.reduce((sum, size) => sum + size, 0);
      process.stderr.write(`\nthe fleet's first load: ${sizes.join(' + ')} bytes, gzip\n`);
      expect(total).toBeLessThan(MOST_FIRST_LOAD);
    });

    test('nothing was kept from running by the policy, and nothing broke', () => {
      expect(complaints).toEqual([]);
    });
  },
);
