import { expect, it } from 'vitest';
import { Secret } from '../../core/model/secret.ts';
import { newSeed, readSeed, seedUri, stepOf } from './totp.ts';

/** `12345678901234567890`, as in RFC 6238. */
const SEED = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
const at = (seconds: number) => new Date(seconds * 1000);

it.each([
  [59, '287082', 1],
  [1_111_111_109, '081804', 37_037_036],
  [1_111_111_111, '050471', 37_037_037],
  [1_234_567_890, '005924', 41_152_263],
  [2_000_000_000, '279037', 66_666_666],
  [20_000_000_000, '353130', 666_666_666],
])('codes are those of RFC 6238, appendix B: at %d', (seconds, code, step) => {
  expect(stepOf(SEED, code, at(seconds))).toBe(step);
});

it('takes the code before and the one after, and no other', () => {
  const step = 37_037_037;
  const taken = [-2, -1, 0, 1, 2].map((shift) =>
    stepOf(SEED, '050471', at((step + shift) * 30 + 15)),
  );
  expect(taken).toEqual([undefined, step, step, step, undefined]);
});

it.each(['', '05047', '0504710', '05047a', '０５０４７１', '-50471'])('%j is no code', (code) => {
  expect(stepOf(SEED, code, at(1_111_111_111))).toBeUndefined();
});

it('seeds are another each time, and read back; nothing else is one', () => {
  const seed = newSeed().reveal();
  expect(newSeed().reveal()).not.toBe(seed);
  expect(readSeed(seed)?.reveal()).toBe(seed);
  expect(seedUri(new Secret(seed), 'pods.example.com').reveal()).toMatch(
    /^otpauth:\/\/totp\/AgentPod:pods\.example\.com\?.*secret=[A-Z2-7]{32}/,
  );
  for (const value of [undefined, 7, '', 'short', seed.toLowerCase(), `${seed}A`]) {
    expect(readSeed(value)).toBeUndefined();
  }
});
