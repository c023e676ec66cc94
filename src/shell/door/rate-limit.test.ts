import { expect, it } from 'vitest';
import { RateLimiter } from './rate-limit.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

function limiter(most: number, seconds: number) {
  const clock = { time: START };
  return { clock, limit: new RateLimiter({ most, seconds }, () => new Date(clock.time)) };
}

it('lets so many through in a window and says how long to wait', () => {
  const { clock, limit } = limiter(2, 60);
  expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 60]);
  clock.time += 59_001;
  expect(limit.take('a')).toBe(1);
  clock.time += 999;
  expect(limit.take('a')).toBe(0);
});

it('counts each key by itself', () => {
  const { limit } = limiter(1, 60);
  expect([limit.take('a'), limit.take('b'), limit.take('a')]).toEqual([0, 0, 60]);
});

it('takes back what was given back, and no more', () => {
  const { limit } = limiter(1, 60);
  limit.take('a');
  limit.giveBack('a');
  limit.giveBack('a');
  limit.giveBack('never');
  expect([limit.take('a'), limit.take('a')]).toEqual([0, 60]);
});

it('remembers no more keys than it has room for, the newest', () => {
  const { limit } = limiter(1, 60);
  for (let n = 0; n <= 10_000; n += 1) limit.take(`${n}`);
  expect(limit.take('10000')).toBe(60);
  expect(limit.take('0')).toBe(0);
});
