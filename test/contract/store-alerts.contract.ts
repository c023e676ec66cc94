/** What every store's alerts and outbox have to do. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { FiringAlert, Notice } from '../../src/core/alerts/alert.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { StoreUnderTest } from './store.contract.ts';
import { ACME } from './store-samples.ts';

const BETA = { name: 'beta', uid: 'tenant-2', subnet: '10.99.1.0/24' };
const T0 = Date.parse('2026-11-25T12:00:00Z');
const SINCE = { endedSince: '2026-11-01T00:00:00Z', limit: 50 };

function alert(subject: string, changes: Partial<FiringAlert> = {}): FiringAlert {
  return {
    key: `failing ${subject}`,
    type: 'failing',
    severity: 'critical',
    subject,
    message: '3 failures in a row',
    since: T0 - 5000,
    firedAt: T0,
    toldAt: T0,
    repeats: 0,
    receivers: ['ops', 'phone'],
    ...changes,
  };
}

const notice = (state: Notice['state'], about: FiringAlert, at = about.toldAt): Notice => ({
  state,
  alert: about,
  at,
});

const to = (id: string, receiver = 'ops') => [{ id, receiver }];

export function describeAlerts(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`alerts and their outbox: ${name}`, () => {
    let subject: StoreUnderTest;
    let store: StateStore;

    beforeEach(async () => {
      subject ??= await open();
      store = await subject.fresh();
      await store.recordTenant(ACME);
      await store.recordTenant(BETA);
    });
    afterAll(() => subject?.stop());

    const record = (about: Notice, deliveries: readonly { id: string; receiver: string }[] = []) =>
      store.alerts.record([{ notice: about, deliveries }]);
    const due = async (now: number, receiver = 'ops') =>
      (await store.alerts.due(receiver, now, 10)).map(({ id }) => id);

    it('go on until they are resolved, and are shown after that', async () => {
      const one = alert('pod/acme/agent');
      await record(notice('firing', one));
      expect(await store.alerts.firing()).toEqual([one]);
      const again = { ...one, toldAt: T0 + 9000, repeats: 1, message: 'still' };
      await record(notice('repeat', again));
      expect(await store.alerts.firing()).toEqual([again]);
      await record(notice('resolved', again, T0 + 20_000));
      expect(await store.alerts.firing()).toEqual([]);
      const shown = { ...again, resolvedAt: T0 + 20_000 };
      expect(await store.alerts.alerts(SINCE)).toEqual([shown]);
      const later = { endedSince: new Date(T0 + 30_000).toISOString(), limit: 50 };
      expect(await store.alerts.alerts(later)).toEqual([]);
      await record(notice('firing', alert('pod/acme/agent', { firedAt: T0 + 40_000 })));
      expect(await store.alerts.alerts(SINCE)).toHaveLength(2);
    });

    it('written down twice are there once', async () => {
      const changes = [
        { notice: notice('firing', alert('pod/acme/agent')), deliveries: to('a') },
        { notice: notice('resolved', alert('pod/acme/agent'), T0 + 1), deliveries: to('b') },
      ];
      await store.alerts.record(changes);
      await store.alerts.record(changes);
      expect(await store.alerts.alerts(SINCE)).toHaveLength(1);
      expect(await store.alerts.firing()).toEqual([]);
      const [state] = await store.alerts.receivers();
      expect(state).toMatchObject({ receiver: 'ops', waiting: 2, sent: 0, dead: 0 });
    });

    it('of one tenant are all that the tenant sees', async () => {
      await record(notice('firing', alert('pod/acme/agent')));
      await record(notice('firing', alert('pod/beta/agent')));
      await record(notice('firing', alert('disk/state')));
      const own = await store.asTenant(ACME.uid).alerts(SINCE);
      expect(own.map((each) => each.subject)).toEqual(['pod/acme/agent']);
      expect(own[0]?.receivers).toEqual([]);
      expect(await store.alerts.alerts(SINCE)).toHaveLength(3);
    });

    it('are due in the order in which they came, of each alert only the oldest', async () => {
      const [one, two] = [alert('pod/acme/one'), alert('pod/acme/two')];
      await record(notice('firing', one), [...to('1'), ...to('1p', 'phone')]);
      await record(notice('firing', two), to('2'));
      await record(notice('resolved', one, T0 + 1000), to('3'));
      expect(await due(T0 + 5000)).toEqual(['1', '2']);
      expect(await due(T0 - 1)).toEqual([]);
      expect(await due(T0, 'phone')).toEqual(['1p']);
      const [first] = await store.alerts.due('ops', T0, 1);
      expect(first).toMatchObject({
        id: '1',
        attempts: 0,
        notice: { state: 'firing', alert: one },
      });
      await store.alerts.sent('1', T0 + 6000);
      expect(await due(T0 + 6000)).toEqual(['2', '3']);
      await store.alerts.sent('1p', T0);
      expect(await store.alerts.nextDue('phone')).toBeUndefined();
    });

    it('that were not taken are due again later, and at last given up', async () => {
      await record(notice('firing', alert('pod/acme/agent')), to('1'));
      await store.alerts.failed('1', { message: 'no route', at: T0, nextTryAt: T0 + 5000 });
      expect(await due(T0 + 4999)).toEqual([]);
      expect(await store.alerts.nextDue('ops')).toBe(T0 + 5000);
      expect((await store.alerts.due('ops', T0 + 5000, 9))[0]?.attempts).toBe(1);
      expect((await store.alerts.receivers())[0]).toMatchObject({
        waiting: 1,
        lastError: 'no route',
      });
      await store.alerts.failed('1', { message: 'gone', at: T0 + 5000, nextTryAt: undefined });
      expect(await due(T0 + 1e9)).toEqual([]);
      expect(await store.alerts.dead(9)).toMatchObject([
        { id: '1', receiver: 'ops', attempts: 2, endedAt: T0 + 5000, message: 'gone' },
      ]);
    });

    it('for receivers that are no more are given up, those that were sent are not', async () => {
      await record(notice('firing', alert('pod/acme/one')), [...to('1'), ...to('2', 'phone')]);
      await record(notice('firing', alert('pod/acme/two')), to('3', 'phone'));
      await store.alerts.sent('2', T0 + 10);
      expect(await store.alerts.abandon(['ops'], T0 + 20)).toBe(1);
      expect(await store.alerts.abandon(['ops'], T0 + 20)).toBe(0);
      expect(await store.alerts.receivers()).toMatchObject([
        { receiver: 'ops', waiting: 1, sent: 0, dead: 0, lastSentAt: undefined, lastError: '' },
        { receiver: 'phone', waiting: 0, sent: 1, dead: 1, lastSentAt: T0 + 10 },
      ]);
      expect(await store.alerts.abandon([], T0 + 30)).toBe(1);
    });
  });
}
