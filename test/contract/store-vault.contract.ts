/** What every store's vault has to do. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { PodKey } from '../../src/core/model/resource.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { StoreUnderTest } from './store.contract.ts';
import { ACME, AGENT, OTHER } from './store-samples.ts';

export function describeVault(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the vault of the state store: ${name}`, () => {
    let subject: StoreUnderTest;
    let state: StateStore;

    beforeEach(async () => {
      subject ??= await open();
      state = await subject.fresh();
    });

    afterAll(() => subject?.stop());

    const store = async (value: string, under = 'key') =>
      state.vault.store(ACME.name, under, new Secret(value));

    it('stores secrets for a tenant on record only', async () => {
      await expect(store('a')).rejects.toMatchObject({ reason: 'RecordMissing' });
      await state.recordTenant(ACME);
      expect(await store('a')).toEqual({ version: 1, changed: true });
      expect((await state.vault.read(ACME.name, 'key'))?.reveal()).toBe('a');
      expect(await state.vault.read('other', 'key')).toBeUndefined();
    });

    it('counts versions of a secret, one for each new value', async () => {
      await state.recordTenant(ACME);
      await store('a');
      expect(await store('a')).toEqual({ version: 1, changed: false });
      expect(await store('b')).toEqual({ version: 2, changed: true });
      expect((await state.vault.read(ACME.name, 'key'))?.reveal()).toBe('b');
      await store('c', 'another');
      expect(await state.vault.list()).toMatchObject([
        { tenant: ACME.name, name: 'another', version: 1 },
        { tenant: ACME.name, name: 'key', version: 2 },
      ]);
    });

    it('forgets a secret, and says whether there was one', async () => {
      await state.recordTenant(ACME);
      await store('a');
      expect(await state.vault.remove(ACME.name, 'key')).toBe(true);
      expect(await state.vault.remove(ACME.name, 'key')).toBe(false);
      expect(await state.vault.list()).toEqual([]);
      expect(await state.vault.read(ACME.name, 'key')).toBeUndefined();
    });

    it('makes a new token for one pod, and leaves the others theirs', async () => {
      await state.recordTenant(ACME);
      await state.recordPod(AGENT);
      await state.recordPod(OTHER);
      const tokenOf = async (key: PodKey) => (await state.gatewayToken(key))?.reveal();
      const [before, other] = [await tokenOf(AGENT.key), await tokenOf(OTHER.key)];
      expect(await state.vault.rotateToken(AGENT.key)).toBe(2);
      expect(await tokenOf(AGENT.key)).not.toBe(before);
      expect(await tokenOf(OTHER.key)).toBe(other);
      expect((await state.load()).pods.map(({ tokenVersion }) => tokenVersion)).toEqual([2, 1]);
      expect(await state.vault.tokens()).toMatchObject([
        { pod: AGENT.key, version: 2 },
        { pod: OTHER.key, version: 1 },
      ]);
      await expect(state.vault.rotateToken('acme/nobody')).rejects.toMatchObject({
        reason: 'RecordMissing',
      });
    });

    it("keeps AgentPod's device at one pod's gateway, and forgets it with the pod", async () => {
      await state.recordTenant(ACME);
      await state.recordPod(AGENT);
      await state.recordPod(OTHER);
      const deviceOf = async (key: PodKey) => (await state.device(key))?.reveal();
      expect(await deviceOf(AGENT.key)).toBeUndefined();
      await state.storeDevice(AGENT.key, new Secret('first'));
      await state.storeDevice(AGENT.key, new Secret('second'));
      expect(await deviceOf(AGENT.key)).toBe('second');
      expect(await deviceOf(OTHER.key)).toBeUndefined();
      await state.forgetPod(AGENT.key);
      expect(await deviceOf(AGENT.key)).toBeUndefined();
    });

    it('tells a device from a token and from what a tenant stored under its name', async () => {
      await state.recordTenant(ACME);
      await state.recordPod(AGENT);
      const token = (await state.gatewayToken(AGENT.key))?.reveal();
      const before = await state.load();
      await state.storeDevice(AGENT.key, new Secret('device'));
      expect(await state.load()).toEqual(before);
      expect(await state.vault.tokens()).toHaveLength(1);
      expect(await state.vault.list()).toEqual([]);
      expect(await state.vault.rotateToken(AGENT.key)).toBe(2);
      expect((await state.gatewayToken(AGENT.key))?.reveal()).not.toBe(token);
      await store('of the tenant', 'gateway-device');
      expect((await state.device(AGENT.key))?.reveal()).toBe('device');
    });

    it('takes no device for a pod that is not on record', async () => {
      await state.recordTenant(ACME);
      await expect(state.storeDevice(AGENT.key, new Secret('device'))).rejects.toMatchObject({
        reason: 'RecordMissing',
      });
    });
  });
}
