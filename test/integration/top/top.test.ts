/** `agentpod top` in a real terminal, with real pods: what a person would see and press. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { ATerminal, whyNoTerminal } from './a-terminal.ts';

const missing = (await whyNoEngine()) ?? whyNoTerminal();
/** As the sixteen colours say it, on a line that may be inverse. */
const RED = new RegExp(`${String.fromCharCode(27)}\\[(?:[\\d;]*;)?31m✖ Crashed`);
const GREEN = new RegExp(`acme/agent.*${String.fromCharCode(27)}\\[(?:[\\d;]*;)?32m● Running`);
const AS_BEFORE = { other: '0', cursor: '1', echo: true };

describe.skipIf(missing)(`top ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let terminal: ATerminal;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent'));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent'));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => fleet.remove());
  beforeEach(() => {
    terminal = new ATerminal({
      cwd: fleet.folder,
      env: { ...fleet.env, TERM: 'screen' },
      columns: 100,
      rows: 30,
    });
    terminal.enter('echo was here before');
  });
  afterEach(() => terminal[Symbol.dispose]());

  const open = async (...flags: readonly string[]): Promise<void> => {
    terminal.enter([process.execPath, inject('program'), 'top', ...flags].join(' '));
    await terminal.shows(/● live[\s\S]*acme\/agent +● Running/);
  };
  const isAsBefore = async (): Promise<void> => {
    await terminal.shows(/was here before[\s\S]*\$ ?$/m);
    await expect.poll(() => terminal.state()).toEqual(AS_BEFORE);
  };

  it('shows a killed pod red, heals it when asked, and shows it green', async () => {
    await open('-f', '.');
    expect(terminal.screen()).toContain('acme 1/1 ready');
    await (await fleet.engine.handle('acme/agent')).kill();
    await terminal.showsColoured(RED);
    await terminal.shows(/acme\/agent .*drift 1/);
    terminal.press('r');
    await terminal.showsColoured(GREEN);
    await terminal.shows(/acme\/agent .*none/);
  });

  it('shows a manifest that moved on as pending, then as current', async () => {
    await open('-f', '.');
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', { env: { A: '1' } }));
    await terminal.shows(/acme\/agent .*pending 1/);
    terminal.press('p');
    await terminal.shows(/env\.A/);
    terminal.press('Escape');
    await terminal.shows(/── Pods/);
    terminal.press('r');
    await terminal.shows(/acme\/agent +● Running .*none/);
  });

  it('shows pages by keys and commands, fits another size, and gives the terminal back', async () => {
    await open('-f', '.');
    terminal.press('Enter');
    await terminal.shows(/Pod acme\/agent[\s\S]*Conditions[\s\S]*Ready +True/);
    terminal.press('d');
    await terminal.shows(/describe acme\/agent[\s\S]*Generation:/);
    terminal.type(':events globex/agent');
    terminal.press('Enter');
    await terminal.shows(/Events of globex\/agent[\s\S]*Created/);
    terminal.type(':pods');
    terminal.press('Enter');
    await terminal.shows(/── Pods/);
    terminal.resize(80, 24);
    await terminal.shows(/^NAME↑ +STATE +READY +CHANGES +CPU +MEMORY$/m);
    terminal.type('/globex');
    await terminal.shows(/Pods {2}\/globex/);
    expect(terminal.screen()).not.toContain('acme/agent');
    // Both at once would be Alt and q.
    terminal.press('Escape');
    await terminal.shows(/acme\/agent/);
    terminal.press('q');
    await isAsBefore();
  });

  it('opens a shell in the pod and comes back', async () => {
    await open();
    terminal.press('s');
    await terminal.shows(/A shell in acme\/agent/);
    terminal.enter('echo inside-$((40+2))');
    await terminal.shows(/inside-42/);
    terminal.enter('exit');
    await terminal.shows(/acme\/agent +● Running/);
    expect(terminal.state().other).toBe('1');
  });

  it('goes to the background and comes back', async () => {
    await open();
    terminal.press('C-z');
    await terminal.shows(/Stopped/);
    expect(terminal.state()).toEqual(AS_BEFORE);
    terminal.enter('fg');
    await terminal.shows(/acme\/agent +● Running/);
    terminal.press('q');
    await isAsBefore();
  });

  it('gives the terminal back after SIGTERM', async () => {
    await open();
    process.kill(await terminal.child(), 'SIGTERM');
    await isAsBefore();
  });

  it('gives the terminal back after a crash, and says what it was', async () => {
    const fault = join(fleet.stateDir, '..', 'fault.cjs');
    await writeFile(
      fault,
      "process.on('SIGUSR2', () => setImmediate(() => { throw new Error('a fault of a test'); }));",
    );
    terminal.enter(`export NODE_OPTIONS='--require ${fault}'`);
    await open();
    process.kill(await terminal.child(), 'SIGUSR2');
    await terminal.shows(/unexpected: a fault of a test/);
    await isAsBefore();
  });
});
