/** What every state store has to do, whatever it keeps its rows in. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { ACME, AGENT, APPLIED, COMMIT, condition, OTHER } from './store-samples.ts';

export interface StoreUnderTest {
  /** An empty store; the one before is forgotten. */
  fresh(): Promise<StateStore>;
  /** Changes whenever anything was written, even a lock on a row. */
  footprint(): Promise<string>;
  stop(): Promise<void>;
}

export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the state store: ${name}`, () => {
    let subject: StoreUnderTest;
    let store: StateStore;

    beforeEach(async () => {
      subject ??= await open();
      store = await subject.fresh();
    });

    afterAll(() => subject?.stop());

    const withPod = async () => {
      await store.recordTenant(ACME);
      await store.recordPod(AGENT);
    };

    const onlyPod = async () => (await store.load()).pods[0];

    /** Repeats the work and says whether that left a trace. */
    const writesAgain = async (work: () => Promise<void>) => {
      await work();
      const before = await subject.footprint();
      await work();
      return (await subject.footprint()) !== before;
    };

    it('starts empty', async () => {
      expect(await store.load()).toEqual({ tenants: [], pods: [] });
      expect(await store.events({ limit: 10 })).toEqual([]);
      expect(await store.gatewayToken(AGENT.key)).toBeUndefined();
    });

    it('gives back what was recorded, with the defaults of a new pod', async () => {
      await withPod();
      expect(await store.load()).toEqual({
        tenants: [ACME],
        pods: [
          {
            ...AGENT,
            generation: 0,
            tokenVersion: 1,
            applied: undefined,
            conditions: [],
            deletionPolicy: 'retain',
          },
        ],
      });
    });

    it('sorts by name, whatever order things were recorded in', async () => {
      await store.recordTenant({ name: 'zeta', uid: 'tenant-2', subnet: '10.99.1.0/24' });
      await store.recordTenant(ACME);
      await store.recordPod(OTHER);
      await store.recordPod(AGENT);
      const { tenants, pods } = await store.load();
      expect(tenants.map((tenant) => tenant.name)).toEqual(['acme', 'zeta']);
      expect(pods.map((pod) => pod.key)).toEqual(['acme/agent', 'acme/other']);
    });

    it('writes nothing when a tenant or a pod is recorded again', async () => {
      expect(await writesAgain(withPod)).toBe(false);
    });

    it('moves the subnet of a tenant and the port of a pod', async () => {
      await withPod();
      const token = (await store.gatewayToken(AGENT.key))?.reveal();
      await store.recordTenant({ ...ACME, subnet: '10.99.7.0/24' });
      await store.recordPod({ ...AGENT, port: 18009 });
      const { tenants, pods } = await store.load();
      expect(tenants[0]?.subnet).toBe('10.99.7.0/24');
      expect(pods[0]?.port).toBe(18009);
      expect((await store.gatewayToken(AGENT.key))?.reveal()).toBe(token);
    });

    it('refuses a subnet or a port that another one holds, and leaves no half record', async () => {
      await withPod();
      await expect(
        store.recordTenant({ name: 'beta', uid: 'tenant-2', subnet: ACME.subnet }),
      ).rejects.toMatchObject({ failure: 'Conflict', reason: 'LeaseTaken' });
      await expect(store.recordPod({ ...OTHER, port: AGENT.port })).rejects.toMatchObject({
        failure: 'Conflict',
        reason: 'LeaseTaken',
      });
      const { tenants, pods } = await store.load();
      expect([tenants.length, pods.length]).toEqual([1, 1]);
      expect(await store.gatewayToken(OTHER.key)).toBeUndefined();
    });

    it('refuses a second identity under a name that is taken', async () => {
      await withPod();
      await expect(
        store.recordTenant({ name: 'acme', uid: 'tenant-9', subnet: '10.99.9.0/24' }),
      ).rejects.toMatchObject({ failure: 'Conflict', reason: 'RecordTaken' });
      await expect(
        store.recordPod({ key: AGENT.key, uid: 'pod-9', port: 18009 }),
      ).rejects.toMatchObject({ failure: 'Conflict', reason: 'RecordTaken' });
    });

    it('refuses a pod whose tenant is not on record', async () => {
      await expect(store.recordPod(AGENT)).rejects.toMatchObject({ reason: 'RecordMissing' });
    });

    it('makes a token of its own for each pod and keeps it', async () => {
      await withPod();
      await store.recordPod(OTHER);
      const token = await store.gatewayToken(AGENT.key);
      const other = await store.gatewayToken(OTHER.key);
      expect(token?.reveal()).toBeTruthy();
      expect(other?.reveal()).not.toBe(token?.reveal());
      expect((await store.gatewayToken(AGENT.key))?.reveal()).toBe(token?.reveal());
    });

    it('takes a token that is in use already, for a new pod only', async () => {
      await store.recordTenant(ACME);
      await store.recordPod({ ...AGENT, token: new Secret('in-use') });
      await store.recordPod({ ...AGENT, token: new Secret('another') });
      expect((await store.gatewayToken(AGENT.key))?.reveal()).toBe('in-use');
    });

    it('gives back what was applied, exactly', async () => {
      await withPod();
      await store.commitPod(COMMIT);
      expect(await onlyPod()).toMatchObject({
        generation: 1,
        applied: APPLIED,
        deletionPolicy: 'delete',
      });
    });

    it('writes nothing when the same is committed again', async () => {
      await withPod();
      expect(await writesAgain(() => store.commitPod(COMMIT))).toBe(false);
    });

    it.each([
      { generation: 2 },
      { deletionPolicy: 'retain' },
      { applied: { ...APPLIED, suspended: true } },
    ] as const)('writes when a commit differs in %o', async (change) => {
      await withPod();
      await store.commitPod(COMMIT);
      await store.commitPod({ ...COMMIT, ...change });
      expect(await onlyPod()).toMatchObject(change);
    });

    it('refuses a commit for a pod that is not on record', async () => {
      await expect(store.commitPod(COMMIT)).rejects.toMatchObject({ reason: 'RecordMissing' });
    });

    it('writes nothing when conditions differ only in their time', async () => {
      await withPod();
      await store.setConditions(AGENT.key, [condition()]);
      const later = [condition({ lastTransitionTime: '2026-02-02T00:00:00Z' })];
      expect(await writesAgain(() => store.setConditions(AGENT.key, later))).toBe(false);
      expect((await onlyPod())?.conditions).toEqual([condition()]);
    });

    it.each([
      { status: 'False' },
      { reason: 'Other' },
      { message: 'other' },
      { observedGeneration: 2 },
    ] as const)('writes when a condition differs in %o', async (change) => {
      await withPod();
      await store.setConditions(AGENT.key, [condition(), condition({ type: 'InSync' })]);
      const moved = [condition(change), condition({ type: 'InSync' })];
      await store.setConditions(AGENT.key, moved);
      expect((await onlyPod())?.conditions).toEqual(moved);
    });

    it('has nowhere to put conditions of a pod without a record, and does not mind', async () => {
      await store.setConditions(AGENT.key, [condition()]);
      expect((await store.load()).pods).toEqual([]);
    });

    it('forgets a pod with its lease and its token', async () => {
      await withPod();
      await store.forgetPod(AGENT.key);
      expect((await store.load()).pods).toEqual([]);
      expect(await store.gatewayToken(AGENT.key)).toBeUndefined();
      await store.recordPod({ ...OTHER, port: AGENT.port });
      expect((await onlyPod())?.port).toBe(AGENT.port);
    });

    it('forgets a tenant only once its pods are gone, and what is gone quietly', async () => {
      await withPod();
      await expect(store.forgetTenant('acme')).rejects.toMatchObject({ reason: 'TenantInUse' });
      await store.forgetPod(AGENT.key);
      await store.forgetTenant('acme');
      expect(await writesAgain(() => store.forgetTenant('acme'))).toBe(false);
      expect(await writesAgain(() => store.forgetPod(AGENT.key))).toBe(false);
      expect(await store.load()).toEqual({ tenants: [], pods: [] });
    });

    it('lists events newest first, of one subject or of all, and keeps them', async () => {
      const event = { type: 'Normal', reason: 'Created', message: 'made' } as const;
      await withPod();
      await store.appendEvents([
        { ...event, subject: 'pod/acme/agent' },
        { ...event, subject: 'tenant/acme' },
      ]);
      await store.appendEvents([{ ...event, subject: 'pod/acme/agent', reason: 'Deleted' }]);
      await store.forgetPod(AGENT.key);
      const all = await store.events({ limit: 2 });
      expect(all.map((item) => item.reason)).toEqual(['Deleted', 'Created']);
      const own = await store.events({ subject: 'pod/acme/agent', limit: 10 });
      expect(own.map((item) => item.reason)).toEqual(['Deleted', 'Created']);
      expect(own[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(own[0]?.id).toBeGreaterThan(own[1]?.id ?? 0);
    });

    it('writes nothing for no events', async () => {
      expect(await writesAgain(() => store.appendEvents([]))).toBe(false);
    });
  });
}
