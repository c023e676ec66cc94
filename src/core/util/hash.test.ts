import { describe, expect, test } from 'vitest';
import { hashJson, sha256, uuidFrom } from './hash.ts';

describe('sha256', () => {
  test('it is the published one, over UTF-8', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('ä')).not.toBe(sha256('a'));
  });
});

describe('hashJson', () => {
  test('equal values have equal hashes, whatever the order of their keys', () => {
    expect(hashJson({ a: 1, b: 2 })).toBe(hashJson({ b: 2, a: 1 }));
    expect(hashJson({ a: 1 })).not.toBe(hashJson({ a: 2 }));
  });
});

describe('uuidFrom', () => {
  test('it is a UUID of version 8 with the standard variant', () => {
    for (let seed = 0; seed < 64; seed += 1) {
      expect(uuidFrom(String(seed))).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  test('the same text gives the same UUID, another text another one', () => {
    expect(uuidFrom('a')).toBe(uuidFrom('a'));
    expect(uuidFrom('a')).not.toBe(uuidFrom('b'));
  });
});
