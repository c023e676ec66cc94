import { expect, it } from 'vitest';
import { sumUsage } from './usage-sum.ts';

const NOTHING = {
  ...{ tenant: 'acme', pod: 'agent', at: null, memoryBytes: null, memoryLimitBytes: null },
  ...{ cpuCores: null, volumeBytes: null },
};

it('adds what was measured, and counts who was', () => {
  const at = '2026-01-01T00:00:00Z';
  const items = [
    NOTHING,
    { ...NOTHING, at, memoryBytes: 100, cpuCores: 0.25, volumeBytes: 7 },
    { ...NOTHING, at, memoryBytes: 50, cpuCores: 0.5 },
  ];
  const sums = { measured: 2, memoryBytes: 150, cpuCores: 0.75, volumeBytes: 7 };
  expect(sumUsage(items)).toEqual(sums);
  expect(sumUsage([]).measured).toBe(0);
});
