/** What every state store has to do with events and the audit, whatever it keeps its rows in. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event, FollowOptions, NewEvent, StateStore } from '../../src/ports/state-store.ts';
import type { StoreUnderTest } from './store.contract.ts';
import { ACME, AGENT, OTHER } from './store-samples.ts';

const GLOBEX = { name: 'globex', uid: 'tenant-2', subnet: '10.99.1.0/24' };
const made: NewEvent = {
  subject: 'pod/acme/agent',
  type: 'Normal',
  reason: 'Created',
  message: 'made',
};
const foreign: NewEvent = { ...made, subject: 'tenant/globex', reason: 'Failed', type: 'Warning' };
const ENTRY = { actor: 'alice@laptop', action: 'apply', result: 'started' };
const HOUR = 3_600_000;

export function describeStoreLogs(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`events and audit of the state store: ${name}`, () => {
    let subject: StoreUnderTest;
    let store: StateStore;

    beforeEach(async () => {
      subject ??= await open();
      store = await subject.fresh();
      await store.recordTenant(ACME);
      await store.recordTenant(GLOBEX);
    });

    afterAll(() => subject?.stop());

    const reasons = (events: readonly Event[]) => events.map(({ reason }) => reason);

    it('chooses events by tenant, type and age', async () => {
      await store.appendEvents([made, foreign]);
      expect(reasons(await store.events({ tenant: 'globex', limit: 9 }))).toEqual(['Failed']);
      expect(reasons(await store.events({ type: 'Normal', limit: 9 }))).toEqual(['Created']);
      const since = (shift: number) => new Date(Date.now() + shift).toISOString();
      expect(await store.events({ since: since(-HOUR), limit: 9 })).toHaveLength(2);
      expect(await store.events({ since: since(HOUR), limit: 9 })).toEqual([]);
    });

    it('shows a tenant its own records, events and audit, and no other', async () => {
      await store.recordPod(AGENT);
      await store.recordPod({ ...OTHER, key: 'globex/other' });
      await store.appendEvents([made, foreign]);
      await store.appendAudit([
        ENTRY,
        { ...ENTRY, subject: 'pod/acme/agent', result: 'created' },
        { ...ENTRY, subject: 'tenant/globex', result: 'failed' },
      ]);
      const acme = store.asTenant(ACME.uid);
      expect((await acme.load()).tenants).toEqual([ACME]);
      expect((await acme.load()).pods.map(({ key }) => key)).toEqual([AGENT.key]);
      expect(reasons(await acme.events({ limit: 9 }))).toEqual(['Created']);
      expect(await acme.events({ tenant: 'globex', limit: 9 })).toEqual([]);
      expect((await acme.audit({ limit: 9 })).map(({ result }) => result)).toEqual(['created']);
      const nobody = store.asTenant('');
      expect(await nobody.load()).toEqual({ tenants: [], pods: [] });
      expect(await nobody.events({ limit: 9 })).toEqual([]);
    });

    it("gives a tenant's last event to it, though its record is gone", async () => {
      await store.appendEvents([foreign]);
      await store.forgetTenant('globex');
      await store.appendEvents([{ ...foreign, reason: 'Deleted' }]);
      const own = await store.asTenant(GLOBEX.uid).events({ limit: 9 });
      expect(reasons(own)).toEqual(['Deleted', 'Failed']);
    });

    it('gives the audit page by page, and what was about one tenant, also one that is gone', async () => {
      const about = ['pod/acme/agent', 'tenant/globex', 'pod/acme/other', 'tenant/gone'] as const;
      await store.appendAudit(about.map((subject) => ({ ...ENTRY, subject })));
      await store.appendAudit([ENTRY]);
      const first = await store.audit({ limit: 2 });
      expect(first.map((entry) => entry.subject)).toEqual([undefined, 'tenant/gone']);
      const older = await store.audit({ limit: 9, before: first[1]?.id ?? 0 });
      expect(older.map((entry) => entry.subject)).toEqual(about.slice(0, 3).toReversed());
      const of = async (tenant: string) =>
        (await store.audit({ tenant, limit: 9 })).map((entry) => entry.subject);
      expect(await of('acme')).toEqual(['pod/acme/other', 'pod/acme/agent']);
      expect(await of('gone')).toEqual(['tenant/gone']);
      expect(await of('acm')).toEqual([]);
    });

    it('keeps the audit, newest first, with what was given and no more', async () => {
      await store.appendAudit([ENTRY]);
      const entry = {
        ...ENTRY,
        subject: 'pod/acme/agent',
        planFingerprint: 'ab12',
        result: 'created',
      } as const;
      await store.appendAudit([entry]);
      const [newest, oldest, ...rest] = await store.audit({ limit: 9 });
      expect(rest).toEqual([]);
      expect(newest).toEqual({ ...entry, id: expect.any(Number), time: expect.any(String) });
      expect(oldest).toEqual({ ...ENTRY, id: expect.any(Number), time: expect.any(String) });
      expect(await store.audit({ limit: 1 })).toHaveLength(1);
      expect(
        await store.audit({ since: new Date(Date.now() + HOUR).toISOString(), limit: 9 }),
      ).toEqual([]);
    });

    it('writes nothing for no audit entries', async () => {
      const before = await subject.footprint();
      await store.appendAudit([]);
      expect(await subject.footprint()).toBe(before);
    });

    it('follows from an event on, and then live, in order', async () => {
      await store.appendEvents([made, { ...made, reason: 'Updated' }]);
      const [, first] = await store.events({ limit: 2 });
      const seen = take(store, 3, { after: first?.id ?? 0 });
      await store.appendEvents([{ ...made, reason: 'Healed' }, foreign]);
      expect(reasons(await seen)).toEqual(['Updated', 'Healed', 'Failed']);
    });

    it('follows what it was asked for only', async () => {
      const seen = take(store, 1, { after: 0, tenant: 'globex', type: 'Warning' });
      await store.appendEvents([made, { ...foreign, type: 'Normal' }, foreign]);
      expect(reasons(await seen)).toEqual(['Failed']);
    });

    it('stops following when it is told to', async () => {
      const controller = new AbortController();
      const seen = collect(store.follow({ signal: controller.signal }));
      setTimeout(() => controller.abort(), 50);
      expect(await seen).toEqual([]);
    });

    it('trims at most once an hour', async () => {
      const retention = { eventDays: 30, eventsPerTenant: 10_000, auditDays: 400 };
      await store.appendEvents([made]);
      expect(await store.trimLogs(retention)).toBe(0);
      const before = await subject.footprint();
      expect(await store.trimLogs(retention)).toBe(0);
      expect(await subject.footprint()).toBe(before);
      expect(await store.events({ limit: 9 })).toHaveLength(1);
    });
  });
}

/** The first so many events. */
async function take(
  store: StateStore,
  count: number,
  options: Omit<FollowOptions, 'signal'>,
): Promise<Event[]> {
  const controller = new AbortController();
  const events: Event[] = [];
  for await (const event of store.follow({ ...options, signal: controller.signal })) {
    events.push(event);
    if (events.length === count) controller.abort();
  }
  return events;
}

async function collect(events: AsyncIterable<Event>): Promise<Event[]> {
  const found: Event[] = [];
  for await (const event of events) found.push(event);
  return found;
}
