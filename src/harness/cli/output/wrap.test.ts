import { expect, test } from 'vitest';
import { wrapWords } from './wrap.ts';

test('a line that is too long breaks between words, and what follows is indented', () => {
  expect(wrapWords('one two three four', 10, '  ')).toBe('one two\n  three\n  four');
});

test('breaks of the text itself stay, and a long word is not torn', () => {
  expect(wrapWords('a\n/a/very/long/path b', 8)).toBe('a\n/a/very/long/path\nb');
});

test('without a width nothing is wrapped', () => {
  expect(wrapWords('one two three', undefined)).toBe('one two three');
});
