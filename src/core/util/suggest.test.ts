import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './suggest.ts';

describe('the nearest word', () => {
  it.each([
    ['memry', ['memory', 'pids'], 'memory'],
    ['Memory', ['memory', 'pids'], 'memory'],
    ['mdoel', ['model', 'mode'], 'model'],
    ['tenent', ['tenants', 'tenant'], 'tenant'],
    ['x', ['y'], 'y'],
    ['zebra', ['memory', 'pids'], undefined],
    ['', ['memory'], undefined],
    ['a'.repeat(1000), ['a'.repeat(1000)], undefined],
  ])('to %s among %j is %s', (text, candidates, expected) => {
    expect(nearest(text, candidates)).toBe(expected);
  });

  it('is a matter of single slips', () => {
    expect(editDistance('abc', 'abc')).toBe(0);
    expect(editDistance('abc', 'acb')).toBe(1);
    expect(editDistance('abc', 'abcd')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'ab')).toBe(2);
  });
});
