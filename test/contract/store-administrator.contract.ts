/** What every store's administrator of the dashboard has to do. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import type { Administrator } from '../../src/ports/administrator.ts';
import type { StoreUnderTest } from './store.contract.ts';

const LINK = 'a'.repeat(64);
const OTHER_LINK = 'b'.repeat(64);
const HASH = '$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA';

export function describeAdministrator(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the administrator of the dashboard: ${name}`, () => {
    let subject: StoreUnderTest;
    let admin: Administrator;

    beforeEach(async () => {
      subject ??= await open();
      admin = (await subject.fresh()).administrator;
    });
    afterAll(() => subject?.stop());

    const begin = (digest: string, idleSeconds = 60, mostSeconds = 600) =>
      admin.begin({ digest, address: '192.0.2.1', idleSeconds, mostSeconds });

    it('sets a password by a link that works once', async () => {
      expect(await admin.passwordHash()).toBeUndefined();
      expect(await admin.redeemSetup(LINK, HASH)).toBe(false);
      await admin.offerSetup(LINK, 60);
      expect(await admin.passwordHash()).toBeUndefined();
      const tries = await Promise.all([1, 2, 3].map(() => admin.redeemSetup(LINK, HASH)));
      expect(tries.filter(Boolean)).toHaveLength(1);
      expect(await admin.passwordHash()).toBe(HASH);
    });

    it('takes no link that was replaced or has expired', async () => {
      await admin.offerSetup(LINK, 60);
      await admin.offerSetup(OTHER_LINK, 60);
      expect(await admin.redeemSetup(LINK, HASH)).toBe(false);
      await admin.offerSetup(OTHER_LINK, -1);
      expect(await admin.redeemSetup(OTHER_LINK, HASH)).toBe(false);
      expect(await admin.passwordHash()).toBeUndefined();
    });

    it('ends every session when the password is set anew', async () => {
      await begin(LINK);
      await admin.offerSetup(OTHER_LINK, 60);
      expect(await admin.redeemSetup(OTHER_LINK, HASH)).toBe(true);
      expect(await admin.use(LINK, 60)).toBeUndefined();
    });

    it('keeps a session while it is used, and never beyond its end', async () => {
      await begin(LINK, 60, 100);
      const used = await admin.use(LINK, 1000);
      expect(used).toMatchObject({ address: '192.0.2.1' });
      const lasts = (Date.parse(used?.expires ?? '') - Date.parse(used?.created ?? '')) / 1000;
      expect(lasts).toBeLessThanOrEqual(101);
      await begin(OTHER_LINK, -1);
      expect(await admin.use(OTHER_LINK, 60)).toBeUndefined();
      expect(await admin.sessions()).toHaveLength(1);
      expect(JSON.stringify(await admin.sessions())).not.toContain(LINK);
    });

    it('keeps one second factor, sealed, and takes each step once', async () => {
      const factor = admin.secondFactor;
      expect([await factor.secret(), await factor.useStep(1), await factor.remove()]).toEqual([
        undefined,
        false,
        false,
      ]);
      expect(await factor.set(new Secret('JBSWY3DPEHPK3PXP'), 100)).toBe(true);
      expect(await factor.set(new Secret('AAAAAAAAAAAAAAAA'), 1)).toBe(false);
      expect((await factor.secret())?.reveal()).toBe('JBSWY3DPEHPK3PXP');
      const uses = await Promise.all([101, 101, 101, 100, 99].map((step) => factor.useStep(step)));
      expect(uses.filter(Boolean)).toHaveLength(1);
      expect(await factor.remove()).toBe(true);
      expect(await factor.secret()).toBeUndefined();
    });

    it('drops the second factor when the password is set anew', async () => {
      await admin.secondFactor.set(new Secret('JBSWY3DPEHPK3PXP'), 1);
      await admin.offerSetup(LINK, 60);
      expect(await admin.redeemSetup(OTHER_LINK, HASH)).toBe(false);
      expect(await admin.secondFactor.secret()).toBeDefined();
      expect(await admin.redeemSetup(LINK, HASH)).toBe(true);
      expect(await admin.secondFactor.secret()).toBeUndefined();
    });

    it('ends one session, or all of them', async () => {
      await begin(LINK);
      await begin(OTHER_LINK);
      expect([await admin.end(LINK), await admin.end(LINK)]).toEqual([true, false]);
      expect(await admin.use(LINK, 60)).toBeUndefined();
      expect([await admin.endAll(), await admin.endAll()]).toEqual([1, 0]);
      expect(await admin.use(OTHER_LINK, 60)).toBeUndefined();
    });
  });
}
