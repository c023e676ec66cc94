import { expect, test } from 'vitest';
import { pathsOverlap } from './path-prefixes.ts';

test.each([
  [undefined, undefined, true],
  [undefined, ['/a'], true],
  [['/a'], [], true],
  [['/a'], ['/a'], true],
  [['/x', '/a/b'], ['/a'], true],
  [['/a'], ['/y', '/a/b'], true],
  [['/a'], ['/ab', '/b/a'], false],
])('%j and %j overlap: %j', (left, right, overlap) => {
  expect(pathsOverlap(left, right)).toBe(overlap);
});
