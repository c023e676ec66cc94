import { expect, test } from 'vitest';
import { sharedPrefix } from './path-prefixes.ts';

test.each([
  [undefined, undefined, ''],
  [undefined, ['/a'], ''],
  [['/a'], [], '/a'],
  [['/a'], ['/a'], '/a'],
  [['/x', '/a/b'], ['/a'], '/a/b'],
  [['/a'], ['/y', '/a/b'], '/a'],
  [['/a'], ['/ab', '/b/a'], undefined],
])('%j and %j share %j', (left, right, shared) => {
  expect(sharedPrefix(left, right)).toBe(shared);
});
