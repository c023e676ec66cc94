import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { isSameWait, keptWait, learnedFrom } from './kept-wait.ts';
import { emptyQueue, finish, learnedOf, restore, take, wake } from './work-queue.ts';

const ending = fc.oneof(
  fc.constant({ kind: 'settled' } as const),
  fc.constant({ kind: 'healed' } as const),
  fc
    .constantFrom('Transient' as const, 'Waiting' as const, 'InvalidInput' as const)
    .map((failure) => ({ kind: 'failed', failure }) as const),
);
const steps = fc.array(fc.tuple(ending, fc.integer({ min: 0, max: 700_000 })), { maxLength: 20 });

describe('what is kept of a subject', () => {
  it('is nothing while all is well', () => {
    expect(keptWait(learnedOf(emptyQueue(), 'a'), 0)).toBeUndefined();
  });

  it('makes another queue wait just as this one would', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let queue = emptyQueue<string>();
        let now = 1_000_000_000;
        for (const [how, pause] of list) {
          now = Math.max(now + pause, learnedOf(queue, 'a').notBefore);
          queue = finish(take(wake(queue, ['a'], now), now).queue, 'a', how, {
            now,
            random: 0,
          });
        }
        const kept = keptWait(learnedOf(queue, 'a'), now);
        const other =
          kept === undefined
            ? emptyQueue<string>()
            : restore(emptyQueue<string>(), new Map([['a', learnedFrom(kept)]]));
        const due = (of: typeof queue) => Math.max(now, learnedOf(of, 'a').notBefore);
        expect(due(other)).toBe(due(queue));
      }),
    );
  });

  it('is the same while nothing but looks at who waits is added', () => {
    const wait = {
      heals: 1,
      lastHealAt: 5,
      failures: 1,
      failure: 'Waiting',
      notBefore: 9,
    } as const;
    expect(isSameWait(wait, { ...wait, failures: 2, notBefore: 40 })).toBe(true);
    expect(isSameWait(wait, { ...wait, failure: 'Transient', failures: 2 })).toBe(false);
    expect(isSameWait(wait, { ...wait, heals: 2 })).toBe(false);
    expect(isSameWait(wait, undefined)).toBe(false);
  });
});
