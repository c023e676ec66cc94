import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { openState } from '../../../src/services/database/open.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { footprint } from './footprint.ts';

const POD: PodKey = 'acme/agent';
/** Room for a new database, and little more. */
const SIZE = 'size=160m,mode=0711';
const MIB = 1024 ** 2;
const EVENT_BYTES = 100_000;

const run = promisify(execFile);

const missing = (await whyNoEngine()) ?? (await whyNoMount());

describe.skipIf(missing)(`a full disk under the state ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let ballast: string;

  beforeEach(async () => {
    fleet = await aFleet();
    ballast = join(fleet.stateDir, 'ballast');
    await mkdir(fleet.stateDir);
    await run('mount', ['-t', 'tmpfs', '-o', SIZE, 'tmpfs', fleet.stateDir]);
  });
  afterEach(async () => {
    await fleet.run(['state', 'stop']);
    await run('umount', ['--lazy', fleet.stateDir]);
    await fleet.remove();
  });

  it('is told in one sentence; nothing acknowledged is lost, and with room all goes on', async () => {
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    const before = await footprint(fleet, [POD]);

    await fillUp(ballast);
    const acknowledged = await writeUntilFull(fleet.stateDir);
    await fleet.write('more.yaml', aStub('acme/more', { env: bigEnvironment() }));
    const full = await fleet.apply();
    expect(full.exitCode, full.stderr).toBe(1);
    const said = full.stdout + full.stderr;
    expect(said).toMatch(/no room left|does not answer|did not start/);
    expect(said).not.toMatch(/^\s+at |unexpected:/m);
    expect(await footprint(fleet, [POD])).toEqual(before);

    await rm(ballast);
    const again = await fleet.apply();
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    const stored = await storedMessages(fleet.stateDir);
    expect(acknowledged.filter((message) => !stored.has(message))).toEqual([]);
    expect(await footprint(fleet, [POD])).toEqual(before);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  });
});

/** Its record needs more room than a page may have left. */
function bigEnvironment(): Record<string, string> {
  const names = ['A', 'B', 'C', 'D'];
  return Object.fromEntries(names.map((name) => [name, randomBytes(20_000).toString('base64')]));
}

async function whyNoMount(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root can mount a small disk';
  const folder = `/tmp/agentpod-mount-${randomBytes(3).toString('hex')}`;
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    await run('umount', [folder]);
    return undefined;
  } catch (error) {
    return `no small disk can be mounted: ${(error as Error).message}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function fillUp(file: string): Promise<void> {
  for (const size of [MIB, 4096]) {
    const block = Buffer.alloc(size);
    while (await appended(file, block));
  }
}

function appended(file: string, block: Buffer): Promise<boolean> {
  return appendFile(file, block).then(
    () => true,
    () => false,
  );
}

/** What was acknowledged until a write failed for want of room. */
async function writeUntilFull(stateDir: string): Promise<string[]> {
  const state = await openState({ stateDir, readOnly: false, application: 'agentpod test' });
  const acknowledged: string[] = [];
  try {
    for (;;) {
      // Random, since the server compresses long values.
      const message = randomBytes(EVENT_BYTES).toString('base64');
      await state.store.appendEvents([
        { subject: 'pod/acme/agent', type: 'Normal', reason: 'Filler', message },
      ]);
      acknowledged.push(message);
    }
  } catch (error) {
    expect(error).toMatchObject({ reason: expect.stringMatching(/^State(Full|Unreachable)$/) });
    return acknowledged;
  } finally {
    await state.close();
  }
}

async function storedMessages(stateDir: string): Promise<ReadonlySet<string>> {
  const state = await openState({ stateDir, readOnly: false, application: 'agentpod test' });
  const events = await state.store.events({ limit: 1_000_000 });
  await state.close();
  return new Set(events.map(({ message }) => message));
}
