/** What every store's customer access has to do. */
import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { CustomerPod } from '../../src/ports/customer-access.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { StoreUnderTest } from './store.contract.ts';
import { ACME, AGENT, APPLIED, COMMIT, OTHER } from './store-samples.ts';

const HOST = APPLIED.hosts[0] ?? '';
const digestOf = (token: string) => createHash('sha256').update(token).digest('hex');
const COOKIE = digestOf('cookie');
const DAY = 86_400;
const TRACE = {
  actor: 'customer',
  action: 'login',
  subject: 'pod/acme/agent',
  result: 'session',
} as const;

export function describeAccess(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the customers' access in the state store: ${name}`, () => {
    let subject: StoreUnderTest;
    let store: StateStore;
    let pod: CustomerPod;
    const other: CustomerPod = { key: OTHER.key, tenantUid: ACME.uid, uid: OTHER.uid };

    beforeEach(async () => {
      link = digestOf('none');
      subject ??= await open();
      store = await subject.fresh();
      await store.recordTenant(ACME);
      await store.recordTenant({ name: 'beta', uid: 'tenant-2', subnet: '10.99.1.0/24' });
      await store.recordPod(AGENT);
      await store.recordPod(OTHER);
      await store.commitPod(COMMIT);
      pod = { key: AGENT.key, tenantUid: ACME.uid, uid: AGENT.uid };
    });

    afterAll(() => subject?.stop());

    let link = digestOf('none');
    const invite = async (seconds = DAY) => {
      const { token, expires } = await store.access.invite(AGENT.key, seconds);
      link = digestOf(token.reveal());
      return expires;
    };
    const redeem = (whose = pod, idleSeconds = DAY, mostSeconds = DAY, digest = COOKIE) =>
      store.access
        .within(whose)
        .redeem(link, { digest, address: '192.0.2.1', idleSeconds, mostSeconds }, TRACE);
    const use = (whose = pod, digest = COOKIE) =>
      store.access.within(whose).use(digest, { address: '192.0.2.2', idleSeconds: DAY });

    it('finds a pod by exactly the host that was applied', async () => {
      expect(await store.access.findPod(HOST)).toEqual(pod);
      for (const host of ['', 'example.com', `x.${HOST}`, `${HOST}.`, HOST.toUpperCase(), '%']) {
        expect(await store.access.findPod(host)).toBeUndefined();
      }
    });

    it('finds no pod by a host that two were applied with', async () => {
      await store.commitPod({ ...COMMIT, key: OTHER.key });
      expect(await store.access.findPod(HOST)).toBeUndefined();
    });

    it('says when a link expires, and makes none without its pod', async () => {
      const expires = Date.parse(await invite(3600));
      expect(Math.abs(expires - Date.now() - 3_600_000)).toBeLessThan(60_000);
      const missing = store.access.invite('acme/nobody', 9);
      await expect(missing).rejects.toMatchObject({ reason: 'RecordMissing' });
    });

    it('makes another token of 256 bits for each link', async () => {
      const tokens = await Promise.all([1, 2].map(() => store.access.invite(AGENT.key, DAY)));
      const [one, two] = tokens.map(({ token }) => token.reveal());
      expect(one).toMatch(/^[\w-]{43}$/);
      expect(one).not.toBe(two);
    });

    it('turns a link into one session, once', async () => {
      await invite();
      expect(await redeem()).toBe(true);
      expect(await redeem(pod, DAY, DAY, digestOf('second'))).toBe(false);
      expect(await use()).toMatchObject({ address: '192.0.2.2' });
      expect(await use(pod, digestOf('second'))).toBeUndefined();
      expect(await store.access.sessions(AGENT.key)).toHaveLength(1);
    });

    it('gives one session for twenty redemptions at once', async () => {
      await invite();
      const tries = Array.from({ length: 20 }, (_, n) => redeem(pod, DAY, DAY, digestOf(`${n}`)));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await store.access.sessions(AGENT.key)).toHaveLength(1);
      expect(await store.audit({ limit: 9 })).toMatchObject([TRACE]);
    });

    it('makes no session whose trace cannot be written', async () => {
      await invite();
      const trace = { ...TRACE, subject: 'pod/beta/agent' } as const;
      const session = { digest: COOKIE, address: '', idleSeconds: DAY, mostSeconds: DAY };
      await expect(store.access.within(pod).redeem(link, session, trace)).rejects.toThrow();
      expect(await use()).toBeUndefined();
      expect(await redeem()).toBe(true);
    });

    it('refuses a link that is unknown, expired or for another pod', async () => {
      expect(await redeem()).toBe(false);
      await invite(0);
      expect(await redeem()).toBe(false);
    });

    it('leaves a link that another pod or tenant tried as it was', async () => {
      await invite();
      expect(await redeem(other)).toBe(false);
      expect(await redeem({ ...pod, tenantUid: 'tenant-2' })).toBe(false);
      expect(await redeem()).toBe(true);
    });

    it('knows a session only in its own pod and tenant', async () => {
      await invite();
      await redeem();
      expect(await use(other)).toBeUndefined();
      expect(await use({ ...pod, tenantUid: 'tenant-2' })).toBeUndefined();
      expect(await store.access.within(other).end(COOKIE)).toBe(false);
      expect(await store.access.revoke(OTHER.key, 1)).toBe(0);
      expect(await use()).toBeDefined();
    });

    it('ends a session that was idle, or that has come to its end', async () => {
      await invite();
      await redeem(pod, 0, DAY);
      expect(await use()).toBeUndefined();
      expect(await store.access.sessions(AGENT.key)).toEqual([]);
    });

    it('moves the expiry with each use, never past the end', async () => {
      await invite();
      await redeem(pod, 60, 3600);
      const [before] = await store.access.sessions(AGENT.key);
      const moved = await use();
      const lives = (at: string | undefined) =>
        Math.round((Date.parse(at ?? '') - Date.parse(before?.created ?? '')) / 1000);
      expect(lives(before?.expires)).toBe(60);
      expect(lives(moved?.expires)).toBe(3600);
    });

    it('lists valid sessions and revokes one', async () => {
      await invite();
      await redeem();
      const [session] = await store.access.sessions(AGENT.key);
      expect(session).toMatchObject({ address: '192.0.2.1' });
      const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(session).toMatchObject({ created: time, lastUsed: time, expires: time });
      expect(JSON.stringify(session)).not.toContain(COOKIE);
      expect(await store.access.revoke(AGENT.key, session?.id ?? 0)).toBe(1);
      expect(await store.access.revoke(AGENT.key, session?.id ?? 0)).toBe(0);
      expect(await use()).toBeUndefined();
    });

    it('revokes all sessions and open links of one pod', async () => {
      await invite();
      await redeem();
      await store.access.invite(AGENT.key, DAY);
      await store.access.invite(OTHER.key, DAY);
      expect(await store.access.revokeAll(AGENT.key)).toEqual({ sessions: 1, links: 1 });
      expect(await store.access.revokeAll(AGENT.key)).toEqual({ sessions: 0, links: 0 });
      expect(await store.access.revokeAll(OTHER.key)).toEqual({ sessions: 0, links: 1 });
      expect(await use()).toBeUndefined();
    });

    it('ends a session by its own digest, once', async () => {
      await invite();
      await redeem();
      expect(await store.access.within(pod).end(COOKIE)).toBe(true);
      expect(await store.access.within(pod).end(COOKIE)).toBe(false);
      expect(await use()).toBeUndefined();
    });

    it('forgets all with the pod, whatever comes under its name', async () => {
      await invite();
      await redeem();
      await store.forgetPod(AGENT.key);
      await store.recordPod({ ...AGENT, uid: 'pod-9' });
      expect(await store.access.sessions(AGENT.key)).toEqual([]);
      expect(await use()).toBeUndefined();
      expect(await use({ ...pod, uid: 'pod-9' })).toBeUndefined();
    });

    it('writes the audit of its own tenant, and of no other', async () => {
      await store.access.within(pod).appendAudit([TRACE]);
      expect(await store.asTenant(ACME.uid).audit({ limit: 9 })).toMatchObject([TRACE]);
      const foreign = { ...TRACE, subject: 'pod/beta/agent' } as const;
      await expect(store.access.within(pod).appendAudit([foreign])).rejects.toThrow();
      expect(await store.audit({ limit: 9 })).toHaveLength(1);
    });

    it('trims what has expired with the logs, and keeps the rest', async () => {
      await store.access.invite(AGENT.key, 0);
      await invite();
      await redeem();
      const days = { eventDays: 30, eventsPerTenant: 1000, auditDays: 400 };
      expect(await store.trimLogs(days)).toBe(1);
      expect(await use()).toBeDefined();
    });
  });
}
