/** What every store's waits of subjects have to do. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { Wait } from '../../src/ports/wait-store.ts';
import type { StoreUnderTest } from './store.contract.ts';

const HEALED: Wait = {
  subject: 'pod/acme/agent',
  wish: 'a1',
  heals: 3,
  lastHealAt: Date.UTC(2026, 10, 25, 12, 0, 0, 123),
  failures: 0,
  failure: undefined,
  notBefore: Date.UTC(2026, 10, 25, 12, 0, 4),
};
const FAILED: Wait = {
  subject: 'tenant/acme',
  wish: 'b2',
  heals: 0,
  lastHealAt: undefined,
  failures: 2,
  failure: 'Transient',
  notBefore: undefined,
};

export function describeWaits(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the waits of subjects: ${name}`, () => {
    let subject: StoreUnderTest;
    let store: StateStore;

    beforeEach(async () => {
      subject ??= await open();
      store = await subject.fresh();
    });
    afterAll(() => subject?.stop());

    it('are given back as they were kept, sorted, to the millisecond', async () => {
      await store.waits.keep(FAILED);
      await store.waits.keep(HEALED);
      expect(await store.waits.list()).toEqual([HEALED, FAILED]);
    });

    it('are one for a subject: the last that was kept', async () => {
      await store.waits.keep(HEALED);
      const later = { ...HEALED, heals: 4, failure: 'Waiting' } as const;
      await store.waits.keep(later);
      expect(await store.waits.list()).toEqual([later]);
    });

    it('are dropped by subject; dropping what is not there writes nothing', async () => {
      await store.waits.keep(HEALED);
      await store.waits.keep(FAILED);
      await store.waits.drop([HEALED.subject]);
      expect(await store.waits.list()).toEqual([FAILED]);
      const before = await subject.footprint();
      await store.waits.drop([HEALED.subject]);
      await store.waits.drop([]);
      expect(await subject.footprint()).toBe(before);
    });
  });
}
