/** What every store's tokens of the status API have to do, and what a tenant's view shows. */
import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Secret } from '../../src/core/model/secret.ts';
import type { Event, StateStore } from '../../src/ports/state-store.ts';
import type { StoreUnderTest } from './store.contract.ts';
import { ACME } from './store-samples.ts';

const BETA = { name: 'beta', uid: 'tenant-2', subnet: '10.99.1.0/24' };
const digestOf = (token: Secret) => createHash('sha256').update(token.reveal()).digest('hex');

export function describeApiTokens(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the tokens of the status API: ${name}`, () => {
    let subject: StoreUnderTest;
    let store: StateStore;

    beforeEach(async () => {
      subject ??= await open();
      store = await subject.fresh();
      await store.recordTenant(ACME);
      await store.recordTenant(BETA);
    });
    afterAll(() => subject?.stop());

    const forAcme = (name: string) =>
      store.apiTokens.create({ name, role: 'tenant', tenant: ACME.name });

    it('are 256 random bits each, and found by their digest alone', async () => {
      const own = await forAcme('own');
      const all = await store.apiTokens.create({ name: 'all', role: 'admin' });
      expect(own.reveal()).toMatch(/^[\w-]{43}$/);
      expect(own.reveal()).not.toBe(all.reveal());
      const created = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const tenant = { name: ACME.name, uid: ACME.uid };
      expect(await store.apiTokens.find(digestOf(own))).toEqual({
        name: 'own',
        role: 'tenant',
        tenant,
        created,
      });
      expect(await store.apiTokens.find(digestOf(all))).toMatchObject({
        role: 'admin',
        tenant: undefined,
      });
      for (const digest of ['', own.reveal(), digestOf(own).slice(0, 62)]) {
        expect(await store.apiTokens.find(digest)).toBeUndefined();
      }
      expect((await store.apiTokens.list()).map(({ name }) => name)).toEqual(['all', 'own']);
      expect(JSON.stringify(await store.apiTokens.list())).not.toContain(digestOf(own));
    });

    it('have a name each, and a tenant that is there', async () => {
      await forAcme('one');
      await expect(forAcme('one')).rejects.toMatchObject({ reason: 'NameTaken' });
      await expect(
        store.apiTokens.create({ name: 'two', role: 'tenant', tenant: 'nobody' }),
      ).rejects.toMatchObject({ reason: 'RecordMissing' });
      expect(await store.apiTokens.list()).toHaveLength(1);
    });

    it('open nothing once revoked, or when their tenant is gone, whoever takes its name', async () => {
      const one = await forAcme('one');
      const two = await forAcme('two');
      expect(await store.apiTokens.revoke('one')).toBe(true);
      expect(await store.apiTokens.revoke('one')).toBe(false);
      expect(await store.apiTokens.find(digestOf(one))).toBeUndefined();
      expect(await store.apiTokens.find(digestOf(two))).toBeDefined();
      await store.forgetTenant(ACME.name);
      await store.recordTenant({ ...ACME, uid: 'tenant-9' });
      expect(await store.apiTokens.find(digestOf(two))).toBeUndefined();
      expect(await store.apiTokens.list()).toEqual([]);
    });

    it("a tenant's view follows its own events, those before it was made anew excepted", async () => {
      const add = (tenant: string, reason: string) =>
        store.appendEvents([{ subject: `tenant/${tenant}`, type: 'Normal', reason, message: '' }]);
      await add('acme', 'Early');
      await store.forgetTenant('acme');
      await store.recordTenant({ ...ACME, uid: 'tenant-9' });
      const end = new AbortController();
      const seen: Event[] = [];
      const own = store.asTenant('tenant-9').follow({ after: 0, signal: end.signal });
      await add('acme', 'First');
      await add('beta', 'Foreign');
      await add('acme', 'Second');
      for await (const event of own) {
        seen.push(event);
        if (seen.length === 2) end.abort();
      }
      expect(seen.map(({ reason }) => reason)).toEqual(['First', 'Second']);
    });

    it('older events come by the id of the oldest that is known', async () => {
      for (const reason of ['One', 'Two', 'Three']) {
        await store.appendEvents([{ subject: 'tenant/acme', type: 'Normal', reason, message: '' }]);
      }
      const [three, two] = await store.events({ limit: 2 });
      expect([three?.reason, two?.reason]).toEqual(['Three', 'Two']);
      const rest = await store.events({ limit: 9, before: two?.id ?? 0 });
      expect(rest.map(({ reason }) => reason)).toEqual(['One']);
      expect(await store.asTenant(BETA.uid).events({ limit: 9, before: 1e9 })).toEqual([]);
    });
  });
}
