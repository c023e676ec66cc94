import { describe, expect, it } from 'vitest';
import { isRange, newestInRange } from './version-range.ts';

const listing = [
  'a1\trefs/tags/v1.2.0',
  'a2\trefs/tags/v1.10.0',
  'a3\trefs/tags/v1.10.0^{}',
  'b1\trefs/tags/1.9.9',
  'c1\trefs/tags/v2.0.0-rc.1',
  'd1\trefs/tags/v2.0.0',
  'e1\trefs/tags/latest',
  'f1\trefs/tags/v3.0',
].join('\n');

describe('the newest version in a range', () => {
  it.each([
    ['>=1.2 <2', { name: 'refs/tags/v1.10.0', commit: 'a3' }],
    ['~1.9', { name: 'refs/tags/1.9.9', commit: 'b1' }],
    ['*', { name: 'refs/tags/v2.0.0', commit: 'd1' }],
    ['>=2.0.0-rc.0 <2.0.0', { name: 'refs/tags/v2.0.0-rc.1', commit: 'c1' }],
    ['^3', undefined],
  ])('%s', (range, expected) => {
    expect(newestInRange(listing, range)).toEqual(expected);
  });
});

it.each([
  ['semver:>=1.2 <2', true],
  ['semver:^1', true],
  ['semver:', false],
  ['semver:newest', false],
  ['v1.2.3', false],
])('%s is a range: %s', (ref, expected) => {
  expect(isRange(ref)).toBe(expected);
});
