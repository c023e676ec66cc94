/** What an administrator changes in a browser, down to the commit. The tests build on each other. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../../integration/fleet/fleet.ts';
import { aStub, aTenant } from '../../integration/fleet/manifests.ts';
import { AServer } from '../../integration/serve/a-server.ts';
import { BrowserComputer, whyNoBrowser } from '../harness/browser-computer.ts';
import { commentedOpenClaw } from '../harness/openclaw-pod.ts';
import { lookOver } from './look-over.ts';

const PASSWORD = 'a sentence to remember';
const PATIENCE_MS = 120_000;
const STUB = 'acme/helper';
const POD = 'globex/agent';
const AUTHOR = 'Ann Admin <ann@example.org>';
const MODEL = 'agents.defaults.model.primary';
const GLOBEX = `# the customer
${stringify(aTenant('globex'))}---
${commentedOpenClaw(POD, '{shared: [agents.defaults.model]}')}`;

const missing = (await whyNoEngine()) ?? (await whyNoBrowser());
if (missing) process.stderr.write(`\nLEFT OUT: nothing is changed in a browser: ${missing}\n`);

describe.skipIf(missing)(
  `changes in the dashboard${missing ? ` (LEFT OUT: ${missing})` : ''}`,
  () => {
    let fleet: Fleet;
    let server: AServer;
    let computer: BrowserComputer;
    let page: Page;
    let origin: string;

    const git = async (...argv: readonly string[]) =>
      (await execa('git', argv, { cwd: fleet.folder })).stdout;
    const read = (file: string) => readFile(join(fleet.folder, file), 'utf8');
    const dialog = () => page.getByRole('dialog');
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const confirm = (name: string) => dialog().getByRole('button', { name, exact: true }).click();

    beforeAll(async () => {
      fleet = await aFleet();
      Object.assign(fleet.env, { LLM_KEY: 'sk-none' });
      await fleet.write('acme.yaml', aTenant('acme'), aStub(STUB));
      await fleet.writeText('globex.yaml', GLOBEX);
      await git('init', '-q');
      await git('add', '.');
      await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'Begin');
      const flags = ['-f', '.', '--listen', '0.0.0.0:0', '--resync', '10s'];
      server = new AServer(fleet, [...flags, '--commit-author', AUTHOR]);
      await server.ready();
      const { address = '' } = await server.said(({ msg }) => msg === 'listening');
      origin = `http://dashboard.localhost:${address.split(':').at(-1)}`;
      computer = await BrowserComputer.start();
      page = await (await computer.newProfile()).newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      const link = await fleet.run(['admin', 'link', '--url', origin]);
      await page.goto(link.stdout.trim());
      await page.getByLabel('New password').fill(PASSWORD);
      await page.getByLabel('Once more').fill(PASSWORD);
      await page.getByRole('button').click();
      await page.getByRole('row').filter({ hasText: 'helper' }).waitFor();
    });
    afterAll(async () => {
      await computer?.remove();
      await server?.end('SIGKILL');
      await fleet?.remove();
    });

    test('a pod is suspended and resumed, after a look at what that comes to', async () => {
      const before = await read('acme.yaml');
      await page.goto(`${origin}/pods/${STUB}`);
      await press('Suspend');
      await dialog().getByText('stops, and answers nobody until it is resumed').waitFor();
      await dialog().getByText('+  suspended: true').waitFor();
      await lookOver(page, 'changes-suspend');
      await confirm('Suspend');
      await dialog().getByText('Written to acme.yaml, commit').waitFor();
      await confirm('Close');
      await page.getByText('Suspended').first().waitFor();
      expect(await git('log', '-1', '--format=%an <%ae>: %s')).toBe(
        `${AUTHOR}: Suspend pod ${STUB}`,
      );
      expect((await fleet.engine.container(STUB)).State.Running).toBe(false);
      await press('Resume');
      await confirm('Resume');
      await confirm('Close');
      await page.getByText('Running').first().waitFor();
      expect(await read('acme.yaml')).toBe(before);
      await page.getByRole('button', { name: 'Reconcile now' }).click();
      await dialog().getByText('Nothing changes for any agent.').waitFor();
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    });

    test('a conflict is told, and nothing is written', async () => {
      await press('Suspend');
      await dialog().getByText('What this comes to').waitFor();
      await fleet.writeText('globex.yaml', `${GLOBEX}# pulled\n`);
      // Whoever is faster with this very file wins; the dialog asks anew for what stands there then.
      await page.route('**/suspend', async (route) => {
        await route.fulfill({
          status: 409,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            status: 409,
            reason: 'ManifestChanged',
            detail: 'acme.yaml is another one by now',
            hint: 'look at what it says now, and make the change to that',
          }),
        });
      });
      await confirm('Suspend');
      await dialog().getByText('acme.yaml is another one by now').waitFor();
      await lookOver(page, 'changes-conflict');
      await page.unroute('**/suspend');
      await confirm('Look again');
      await dialog().getByText('+  suspended: true').waitFor();
      await confirm('Cancel');
      expect((await fleet.engine.container(STUB)).State.Running).toBe(true);
    });

    test('drift that waits is accepted into git, with its author', async () => {
      await fleet.run(['wait', POD, '--for=condition=Ready', '--timeout', '3m']);
      await fleet.engine.sh(
        POD,
        `node -e '
        const fs = require("fs"), file = "/etc/openclaw/openclaw.json";
        const c = JSON.parse(fs.readFileSync(file, "utf8"));
        c.agents.defaults.model.primary = "acme-llm/large";
        fs.writeFileSync(file + ".new", JSON.stringify(c), { mode: 0o600 });
        fs.renameSync(file + ".new", file);'`,
      );
      await page.goto(`${origin}/pods/${POD}`);
      await page.getByText('waits for a decision').waitFor();
      await lookOver(page, 'changes-pod-drift');
      await page.getByRole('button', { name: `Accept into git: ${MODEL}` }).click();
      await dialog().getByText('acme-llm/large # until May').waitFor();
      await lookOver(page, 'changes-accept');
      await confirm('Accept into git');
      await dialog().getByText('Written to globex.yaml, commit').waitFor();
      await confirm('Close');
      await page.getByText('Nothing: it is as it was applied.').waitFor();
      expect(await git('log', '-1', '--format=%an <%ae>: %s')).toBe(
        `${AUTHOR}: Accept drift of pod ${POD}: ${MODEL}`,
      );
      expect(await read('globex.yaml')).toBe(
        `${GLOBEX.replace('acme-llm/small #', 'acme-llm/large #')}# pulled\n`,
      );
    });
  },
);
