/** `agentpod top` over a real server with real pods, in a real terminal. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from '../serve/a-server.ts';
import { ATerminal, whyNoTerminal } from './a-terminal.ts';

const missing = (await whyNoEngine()) ?? whyNoTerminal();
const POD = 'acme/agent';
/** Says something every second beside its work. */
const TALKER = 'n=0; while :; do n=$((n+1)); echo needle-$n; sleep 1; done & exec stub-agent';

describe.skipIf(missing)(`top over a server ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let terminal: ATerminal;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD, { command: ['sh', '-c', TALKER] }));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent'));
    server = new AServer(fleet, ['-f', '.']);
    await server.ready();
    const both = ['wait', POD, 'globex/agent', '--for=condition=Ready', '--timeout', '60s'];
    expect(await fleet.run(both)).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove();
  });
  beforeEach(() => {
    const env = { ...fleet.env, TERM: 'screen' };
    terminal = new ATerminal({ cwd: fleet.folder, env, columns: 120, rows: 30 });
  });
  afterEach(() => terminal[Symbol.dispose]());

  const open = async (...flags: readonly string[]): Promise<void> => {
    terminal.enter([process.execPath, inject('program'), 'top', ...flags].join(' '));
    await terminal.shows(/● live[\s\S]*acme\/agent +● Running/);
  };
  const token = async (role: string): Promise<void> => {
    const { stdout } = await fleet.run(['api-token', 'create', role, '--role', role]);
    terminal.enter(`export AGENTPOD_TOKEN=${stdout.trim()}`);
  };
  const address = async (): Promise<string> => {
    const line = await server.said(({ msg }) => msg === 'listening');
    return `http://${line.address}`;
  };

  it('shows its pods with their use, its sources and runs, and its alerts', async () => {
    await open('--server', 'local');
    await terminal.shows(/acme\/agent .*\d+Mi\/48Mi/);
    terminal.press('S');
    await terminal.shows(/Sources and runs[\s\S]*● [\s\S]*folder[\s\S]*looked at +\d+s ago/);
    await terminal.shows(/in force +its files, for[\s\S]*● succeeded .*manifests/);
    terminal.type(':alerts');
    terminal.press('Enter');
    await terminal.shows(/Alerts[\s\S]*Nothing is wrong[\s\S]*serve with --alerts FILE/);
    await fleet.writeText('broken.yaml', 'kind: Nothing\n');
    await terminal.shows(/▲ 1 alert [\s\S]*firing +\w+ +manifests-refused[\s\S]*nobody was told/);
    await fleet.erase('broken.yaml');
    terminal.type(`:describe ${POD}`);
    terminal.press('Enter');
    await terminal.shows(/describe acme\/agent[\s\S]*Generation:/);
  });

  it('follows the log of a pod, and finds in it', async () => {
    await open('--server', 'local');
    terminal.press('l');
    const seen = await terminal.shows(/following[\s\S]*needle-\d/);
    const last = [...seen.matchAll(/needle-(\d+)/g)].at(-1)?.[1];
    await terminal.shows(new RegExp(`needle-${Number(last) + 2}\\b`));
    terminal.press('Space');
    await terminal.shows(/paused, [1-9]\d* more/);
    terminal.type('/needle-1');
    terminal.press('Enter');
    await terminal.shows(/\/needle-1/);
  });

  it('suspends and resumes a pod in its manifest, and looks at it', async () => {
    await token('admin');
    await open('--server', await address());
    const file = join(fleet.folder, 'acme.yaml');
    const before = await readFile(file, 'utf8');
    terminal.press('Space');
    await terminal.shows(/acme\/agent +○ Suspended/);
    expect(await readFile(file, 'utf8')).toContain('suspended: true');
    terminal.press('Space');
    await terminal.shows(/acme\/agent +● Running/);
    expect(await readFile(file, 'utf8')).toBe(before);
    terminal.press('r');
    await terminal.shows(/reconcile acme\/agent: it is looked at now/);
  });

  it('says why a token that only reads changes nothing, and what is done elsewhere', async () => {
    await token('read-only');
    await open('--server', await address());
    terminal.press('Space');
    await terminal.shows(/suspend acme\/agent: .*administrator/);
    terminal.press('s');
    await terminal.shows(/not over a server; on its machine: agentpod exec -it acme\/agent/);
  });

  it('says how old what it shows is when the server is gone, and goes on when it is back', async () => {
    await open('--server', 'local');
    await server.end('SIGKILL');
    await terminal.shows(/✖ lost, as of \d+s ago[\s\S]*acme\/agent +● Running/);
    server = new AServer(fleet, ['-f', '.']);
    await server.ready();
    await terminal.shows(/● live[\s\S]*acme\/agent +● Running/);
  });
});
