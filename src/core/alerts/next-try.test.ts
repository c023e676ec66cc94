import { expect, test } from 'vitest';
import { nextTryAt } from './next-try.ts';

const HOUR = 3_600_000;

test('waits 5 s, twice as long each time, an hour at most, and less by chance', () => {
  const waits = [1, 2, 3, 4, 10, 11, 20].map((attempts) =>
    nextTryAt({ createdAt: 0, attempts }, { now: 0, random: 0 }),
  );
  expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 2_560_000, HOUR, HOUR]);
  expect(nextTryAt({ createdAt: 0, attempts: 1 }, { now: 0, random: 0.999 })).toBe(3502);
});

test('gives up after a day', () => {
  const tries = { createdAt: 0, attempts: 30 };
  expect(nextTryAt(tries, { now: 23 * HOUR, random: 0 })).toBe(24 * HOUR);
  expect(nextTryAt(tries, { now: 23 * HOUR + 1, random: 0 })).toBeUndefined();
});
