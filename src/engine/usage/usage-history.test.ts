import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import type { PodKey } from '../../core/model/resource.ts';
import { UsageHistory } from './usage-history.ts';

const POD = 'acme/agent';
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const START = Date.UTC(2026, 10, 25);

const sample = (at: number, cpuSeconds: number, usedBytes = 100, id = 'c1', pod: PodKey = POD) => ({
  kind: 'usage' as const,
  at,
  samples: [{ pod, id, usedBytes, limitBytes: 1000, cpuSeconds }],
});

describe('what a pod used', () => {
  it('is its memory now, and its processor time since the measurement before', () => {
    const history = new UsageHistory();
    history.take(sample(START, 10));
    expect(history.latest(POD)).toMatchObject({ memoryBytes: 100, cpuCores: undefined });
    history.take(sample(START + 10_000, 12.5, 300));
    history.take({ kind: 'volumes', sizes: new Map([[POD, 7]]) });
    expect(history.latest(POD)).toEqual({
      at: START + 10_000,
      memoryBytes: 300,
      memoryLimitBytes: 1000,
      cpuCores: 0.25,
      volumeBytes: 7,
    });
    expect(history.latest('acme/other')).toBeUndefined();
  });

  it.each([
    ['another container', 'c2', 50],
    ['another start of it', 'c1', 1],
  ])('is not counted over %s', (_what, id, cpuSeconds) => {
    const history = new UsageHistory();
    history.take(sample(START, 10));
    history.take(sample(START + 10_000, cpuSeconds, 100, id));
    expect(history.latest(POD)?.cpuCores).toBeUndefined();
    history.take(sample(START + 20_000, cpuSeconds + 1, 100, id));
    expect(history.latest(POD)?.cpuCores).toBeCloseTo(0.1);
  });

  it('is remembered as means of minutes, for a day', () => {
    const history = new UsageHistory();
    for (let at = START; at < START + DAY + 10 * MINUTE; at += 30_000) {
      const minute = Math.floor((at - START) / MINUTE);
      history.take(sample(at, (at - START) / 2000, at % MINUTE === 0 ? minute : minute + 2));
    }
    const now = START + DAY + 10 * MINUTE - 1;
    const all = history.minutes(POD, 0, now);
    expect(all).toHaveLength(1440);
    expect(all[0]).toEqual({ at: START + 10 * MINUTE, memoryBytes: 11, cpuCores: 0.5 });
    expect(history.minutes(POD, now - 5 * MINUTE, now)).toEqual(all.slice(-5));
  });

  it('is forgotten a day after the pod', () => {
    const history = new UsageHistory();
    history.take(sample(START, 1));
    history.take(sample(START + DAY - MINUTE, 1, 1, 'c', 'acme/other'));
    expect(history.latest(POD)).toBeDefined();
    history.take(sample(START + DAY, 1, 1, 'c', 'acme/other'));
    expect(history.latest(POD)).toBeUndefined();
  });

  it('is in the order of time, each minute once, whatever is measured when', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 * 1440 }), { maxLength: 60 }), (minutes) => {
        const history = new UsageHistory();
        const sorted = minutes.toSorted((a, b) => a - b);
        for (const minute of sorted) history.take(sample(START + minute * MINUTE, minute));
        const last = sorted.at(-1) ?? 0;
        const found = history.minutes(POD, 0, START + last * MINUTE).map(({ at }) => at);
        const expected = [...new Set(sorted)].filter((minute) => minute > last - 1440);
        expect(found).toEqual(expected.map((minute) => START + minute * MINUTE));
      }),
    );
  });
});
