import { afterEach, expect, it, vi } from 'vitest';
import { beat, beatSoon, onBeat } from './pulse.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('news that come together are one beat, and later ones another', () => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
  const look = vi.fn();
  const leave = onBeat(look);
  for (let n = 0; n < 100; n += 1) beatSoon();
  expect(look).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(look).toHaveBeenCalledOnce();
  beatSoon();
  vi.advanceTimersByTime(1000);
  expect(look).toHaveBeenCalledTimes(2);
  leave();
});

it('what was done is told at once, to those who are there', () => {
  const look = vi.fn();
  const leave = onBeat(look);
  beat();
  expect(look).toHaveBeenCalledOnce();
  leave();
  beat();
  expect(look).toHaveBeenCalledOnce();
});
