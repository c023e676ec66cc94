import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { deepMerge } from './deep-merge.ts';

describe('deepMerge', () => {
  test('maps merge, lists and plain values are replaced', () => {
    const base = { a: { x: 1, y: 2 }, list: [1, 2], kept: true };
    const over = { a: { y: 3 }, list: [9] };
    expect(deepMerge(base, over)).toEqual({ a: { x: 1, y: 3 }, list: [9], kept: true });
  });

  test('a map replaces what is not one, and the other way round', () => {
    expect(deepMerge({ a: 1 }, { a: { b: 2 } })).toEqual({ a: { b: 2 } });
    expect(deepMerge({ a: { b: 2 } }, { a: null })).toEqual({ a: null });
  });

  test('neither input is changed', () => {
    const base = Object.freeze({ a: Object.freeze({ x: 1 }) });
    deepMerge(base, { a: { y: 2 } });
    expect(base).toEqual({ a: { x: 1 } });
  });

  test('a key __proto__ stays data and reaches no prototype', () => {
    const over = JSON.parse('{"__proto__":{"admin":true}}') as JsonObject;
    const merged = deepMerge({}, over);
    expect(Object.keys(merged)).toEqual(['__proto__']);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });
});
