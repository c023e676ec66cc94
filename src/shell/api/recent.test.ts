import { expect, test } from 'vitest';
import { Recent } from './recent.ts';

test('one look answers all who ask within a second, and a failure nobody who comes later', async () => {
  let time = 0;
  let looks = 0;
  const recent = new Recent<number>(() => new Date(time));
  const look = async (): Promise<number> => {
    looks += 1;
    if (looks === 3) throw new Error('away');
    return looks;
  };
  const asked = [1, 2, 3].map(() => recent.get('a', look));
  expect(await Promise.all(asked)).toEqual([1, 1, 1]);
  expect(await recent.get('b', look)).toBe(2);
  time = 1000;
  await expect(recent.get('a', look)).rejects.toThrow('away');
  expect(await recent.get('a', look)).toBe(4);
  // A clock that was set back keeps no answer for longer.
  time = -5000;
  expect(await recent.get('a', look)).toBe(5);
});
