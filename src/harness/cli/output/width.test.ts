import { expect, test } from 'vitest';
import { displayWidth, padEnd, padStart, truncate, truncateStart } from './width.ts';

test.each([
  ['plain', 5],
  ['日本語', 6],
  ['한글', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['✔', 1],
  ['✔\ufe0f', 2],
  ['\x1b[31mred\x1b[39m', 3],
  ['', 0],
])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('padding counts columns, not characters', () => {
  expect(padEnd('日本', 6)).toBe('日本  ');
  expect(padStart('日本', 6)).toBe('  日本');
});

test('cutting never splits a wide character and never exceeds the width', () => {
  expect(truncate('日本語', 4)).toBe('日…');
  expect(truncate('abcdef', 4)).toBe('abc…');
  expect(truncate('abc', 3)).toBe('abc');
  expect(truncate('abc', 0)).toBe('');
  expect(truncateStart('repo/image:1.2.3', 8)).toBe('…e:1.2.3');
});
