import { expect, it } from 'vitest';
import { Places } from './places.ts';

it('has room for so many of each kind of work, and hands on what is left in order', async () => {
  const places = new Places(1);
  const leave = await places.take('update');
  expect(places.tryTake('update')).toBeUndefined();
  expect(places.tryTake('heal')).toBeDefined();
  const got: string[] = [];
  const waiting = ['first', 'second'].map(async (name) => {
    const leaveAgain = await places.take('update');
    got.push(name);
    return leaveAgain;
  });
  leave();
  leave();
  const leaveFirst = await waiting[0];
  expect(got).toEqual(['first']);
  expect(places.tryTake('update')).toBeUndefined();
  leaveFirst?.();
  (await waiting[1])?.();
  expect(got).toEqual(['first', 'second']);
  expect(places.tryTake('update')).toBeDefined();
});
