import { describe, expect, it } from 'vitest';
import { backoffMs, healed, NO_HEALS } from './backoff.ts';
import { failureDelayMs } from './failure-delay.ts';

describe('the wait before the next try', () => {
  it('is 1 s, then twice as long each time, up to a minute', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((times) => backoffMs(times, 0) / 1000);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('is up to a fifth shorter by chance, never longer', () => {
    expect(backoffMs(7, 0.999)).toBeGreaterThanOrEqual(48_000);
    expect(backoffMs(7, 0.5)).toBe(54_000);
  });

  it('depends on what has to change', () => {
    expect(failureDelayMs('Transient', 1, 0)).toBe(1000);
    expect(failureDelayMs('Conflict', 3, 0)).toBe(4000);
    expect(failureDelayMs('Waiting', 1, 0)).toBe(30_000);
    expect(failureDelayMs('Waiting', 9, 0)).toBe(60_000);
    expect(failureDelayMs('InvalidInput', 1, 0)).toBe(600_000);
  });
});

describe('heals', () => {
  it('are counted until ten healthy minutes have passed', () => {
    const first = healed(NO_HEALS, 0);
    const second = healed(first, 599_999);
    expect([first.count, second.count]).toEqual([1, 2]);
    expect(healed(second, 599_999 + 600_000).count).toBe(1);
  });
});
