import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AgentPodError } from '../../../src/core/model/errors.ts';
import type { PodKey } from '../../../src/core/model/resource.ts';
import type { State } from '../../../src/services/database/open.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import type { Ran } from '../fleet/in-process.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { footprint } from './footprint.ts';
import { embeddedHome, externalHome, PASSWORD, type StateHome } from './state-home.ts';

const missing = await whyNoEngine();
const POD: PodKey = 'acme/agent';
const WRITERS = 4;
const LOAD_MS = 400;

describe.skipIf(missing).each([
  ['embedded', embeddedHome],
  ['external', externalHome],
] as const)(`a fault of the %s state ${missing ?? ''}`, (kind, makeHome) => {
  let fleet: Fleet;
  let home: StateHome;
  let before: unknown;

  beforeAll(async () => {
    fleet = await aFleet();
    home = await makeHome(fleet);
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD));
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    before = await footprint(fleet, [POD]);
  });
  afterAll(async () => {
    await home.close();
    await fleet.remove();
  });
  // Whatever happened: the pod did not notice, and the next apply has nothing to do.
  afterEach(async () => {
    expect(await footprint(fleet, [POD])).toEqual(before);
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
    expect(await footprint(fleet, [POD])).toEqual(before);
  });

  async function withState<T>(work: (state: State) => Promise<T>): Promise<T> {
    const state = await home.open();
    return work(state).finally(() => state.close());
  }

  it('killed with -9 under write load: no acknowledged row is lost', async () => {
    const acknowledged = await withState(async ({ store }) => {
      const writers = Array.from({ length: WRITERS }, (_, index) => writeUntilBroken(store, index));
      await sleep(LOAD_MS);
      await home.kill();
      return (await Promise.all(writers)).flat();
    });
    expect(acknowledged.length).toBeGreaterThan(WRITERS);
    if (kind === 'external') expectPlain(await fleet.apply(), 1, /does not answer|is starting up/);
    await home.revive();

    const stored = await withState(({ store }) => store.events({ limit: 1_000_000 }));
    const found = new Set(stored.map(({ message }) => message));
    expect(acknowledged.filter((message) => !found.has(message))).toEqual([]);
  });

  it('two writers: the second is refused, and one that lost its lock knows', async () => {
    await withState(async (first) => {
      const held = await first.lock.acquire({ command: 'first', timeoutSeconds: 1 });
      const refused = await fleet.apply('--lock-timeout', '0s');
      expectPlain(refused, 4, /another writer is at work: agentpod first/);
      await home.kill();
      await home.revive();
      // The lock's session ends when it notices that its server is gone.
      await vi.waitFor(() => expect(held.check()).rejects.toMatchObject({ reason: 'LockLost' }), {
        timeout: 5000,
      });
      await held.release();
    });
  });

  it('a clock that jumps moves neither leases nor the order of events', async () => {
    const days = [-3650, 3650, 0];
    for (const jump of days) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jump * 86_400_000 });
      try {
        const key: PodKey = `acme/jump${days.indexOf(jump)}`;
        await fleet.write('jump.yaml', aStub(key, { suspended: true }));
        expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
        expect(await fleet.run(['delete', 'pod', key, '--yes'])).toMatchObject({ exitCode: 0 });
      } finally {
        vi.useRealTimers();
        await fleet.erase('jump.yaml');
      }
    }
    const events = await withState(({ store }) => store.events({ limit: 100 }));
    const ids = events.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    const order = events.flatMap(({ subject }) => /jump\d/.exec(subject) ?? []);
    expect([...new Set(order)]).toEqual(['jump2', 'jump1', 'jump0']);
  });

  it('a master key that is missing stops every command that needs it, and makes no new one', async () => {
    await rename(home.masterKeyFile, `${home.masterKeyFile}.away`);
    try {
      expectPlain(await fleet.apply(), 1, /its master key file .* is not there/);
      expectPlain(await fleet.run(['get', 'pods']), 1, /its master key file .* is not there/);
    } finally {
      // Fails when a new one was made meanwhile, since a link does not replace.
      await rename(`${home.masterKeyFile}.away`, home.masterKeyFile);
    }
  });

  it.runIf(kind === 'external')(
    'a connection cut within a transaction leaves no half of a pod',
    async () => {
      await fleet.write('half.yaml', aStub('acme/half', { suspended: true }));
      try {
        home.proxy?.cutAt('port_leases" (');
        const cut = await fleet.apply();
        expect(cut.exitCode).not.toBe(0);
        expectPlain(cut, cut.exitCode, /./);
        expectPlain(await fleet.run(['get', 'pods']), 1, /does not answer/);
        home.proxy?.mend();

        const { pods } = await withState(({ store }) => store.load());
        expect(pods.map(({ key }) => key)).toEqual([POD]);
        expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
        const removal = await fleet.run(['delete', 'pod', 'acme/half', '--volumes', '--yes']);
        expect(removal, removal.stderr).toMatchObject({ exitCode: 0 });
      } finally {
        home.proxy?.mend();
        await fleet.erase('half.yaml');
      }
    },
  );
});

/** Messages of the events whose writing was acknowledged. */
async function writeUntilBroken(store: State['store'], writer: number): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let number = 0; ; number += 1) {
    const message = `load ${writer}-${number}`;
    try {
      await store.appendEvents([
        { subject: 'pod/acme/agent', type: 'Normal', reason: 'Load', message },
      ]);
      acknowledged.push(message);
    } catch (error) {
      expect(error).toBeInstanceOf(AgentPodError);
      return acknowledged;
    }
  }
}

/** One sentence and perhaps a hint: no stack, no password. */
function expectPlain({ exitCode, stdout, stderr }: Ran, code: number, words: RegExp): void {
  expect(exitCode, stderr).toBe(code);
  expect(stderr).toMatch(words);
  expect(stdout + stderr).not.toContain(PASSWORD);
  expect(stderr).not.toMatch(/^\s+at |unexpected:/m);
}
