import { expect, test } from 'vitest';
import { compareText, sortBy, sortedEntries } from './sort.ts';

test('text is ordered by code unit, the same on every machine', () => {
  expect(['b', 'ä', 'B', 'a', 'a'].sort(compareText)).toEqual(['B', 'a', 'a', 'b', 'ä']);
});

test('sorting leaves its input alone', () => {
  const items = Object.freeze([{ name: 'b' }, { name: 'a' }]);
  expect(sortBy(items, ({ name }) => name)).toEqual([{ name: 'a' }, { name: 'b' }]);
});

test('entries come sorted by key', () => {
  expect(sortedEntries({ b: 1, a: 2 })).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});
