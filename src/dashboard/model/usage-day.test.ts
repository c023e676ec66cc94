import { expect, it } from 'vitest';
import { curveOf, hoursOf } from './usage-day.ts';

const minute = (at: string, memoryBytes: number, cpuCores = 0) => ({
  at: `2026-01-01T${at}:00.000Z`,
  memoryBytes,
  cpuCores,
});

it('a day is told by the most of each hour, the newest first', () => {
  const minutes = [minute('09:58', 5), minute('10:01', 1, 2), minute('10:02', 3, 1)];
  expect(hoursOf(minutes)).toEqual([
    { at: '2026-01-01T10:00:00Z', memoryBytes: 3, cpuCores: 2 },
    { at: '2026-01-01T09:00:00Z', memoryBytes: 5, cpuCores: 0 },
  ]);
});

it('a curve has a gap where nobody measured', () => {
  const [times, values] = curveOf(
    [minute('10:00', 1), minute('10:01', 2), minute('10:30', 3)],
    'memoryBytes',
  );
  expect(values).toEqual([1, 2, null, 3]);
  expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 60, 120, 1800]);
  expect(curveOf([], 'cpuCores')).toEqual([[], []]);
});
