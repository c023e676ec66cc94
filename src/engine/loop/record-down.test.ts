import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/fakes/manual-clock.ts';
import { type MemoryStore, memoryStore } from '../../../test/fakes/memory-store.ts';
import { recordDown } from './record-down.ts';

const SUBJECT = 'pod/acme/agent';
const UNTIL = '2026-11-25T12:00:00.000Z';
const clock = new ManualClock();
let store: MemoryStore;

beforeEach(async () => {
  store = memoryStore();
  await store.recordTenant({ name: 'acme', uid: 't1', subnet: '10.99.0.0/24' });
  await store.recordPod({ key: 'acme/agent', uid: 'p1', port: 18001 });
});

const backingOff = (heals: number, down?: 'docker' | 'agentpod') =>
  recordDown(
    { store, clock },
    { kind: 'backing-off', subject: SUBJECT, heals, until: UNTIL, ...(down ? { down } : {}) },
  );
const conditions = async () =>
  (await store.load()).pods[0]?.conditions.map(
    (each) => `${each.type}=${each.status} ${each.reason}`,
  );
const events = async () => (await store.events({ limit: 100 })).map(({ message }) => message);

describe('a pod in a crash loop', () => {
  it('is not ready, with how often it died and when it is tried next', async () => {
    await backingOff(3, 'docker');
    expect(await conditions()).toEqual([
      'Ready=False CrashLoopBackOff',
      'Reconciling=False CrashLoopBackOff',
      'Stalled=True CrashLoopBackOff',
      'GatewayReady=False CrashLoopBackOff',
    ]);
    const [ready] = (await store.load()).pods[0]?.conditions ?? [];
    expect(ready?.message).toBe(`its process died 3 times; Docker starts it again about ${UNTIL}`);
  });

  it('gets an event when that is found, and when it got twice as bad', async () => {
    for (let heals = 1; heals <= 24; heals += 1) await backingOff(heals, 'docker');
    expect((await events()).map((text) => /\d+/.exec(text)?.[0])).toEqual(['24', '12', '6', '3']);
  });

  it('that AgentPod has just brought back keeps its conditions', async () => {
    await backingOff(3);
    expect(await conditions()).toEqual([]);
    expect(await events()).toEqual([`brought back 3 times; not again before ${UNTIL}`]);
  });

  it('says once that its memory ran out, and then how often that was', async () => {
    const memory = () =>
      recordDown(
        { store, clock },
        { kind: 'out-of-memory', subject: SUBJECT, limitBytes: 48 * 2 ** 20 },
      );
    await memory();
    await backingOff(3, 'docker');
    await memory();
    const told = await store.events({ limit: 10 });
    expect(told.map(({ reason }) => reason)).toEqual(['CrashLoopBackOff', 'OOMKilled']);
    expect(told[1]?.message).toContain('peaked at its limit of 48Mi');
  });

  it('is no more in one when it was well for long enough', async () => {
    await backingOff(3, 'docker');
    await recordDown({ store, clock }, { kind: 'steady', subject: SUBJECT });
    expect(await conditions()).toContain('Stalled=False UpToDate');
  });
});
