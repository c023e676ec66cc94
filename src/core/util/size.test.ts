import { describe, expect, it } from 'vitest';
import { formatSize, parseSize, suggestSize } from './size.ts';

describe('a size', () => {
  it.each([
    ['1Ki', 1024],
    ['512Mi', 512 * 2 ** 20],
    ['2Gi', 2 * 2 ** 30],
    ['3Ti', 3 * 2 ** 40],
  ])('%s is %d bytes, and is written back the same', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
    expect(formatSize(bytes)).toBe(text);
  });

  it.each(['', '2', '2G', '2gi', '0Gi', '-1Gi', '1.5Gi', ' 2Gi', '2Gi\n'])('%j is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  it('that no unit divides is rounded up to Mi', () => {
    expect([formatSize(1), formatSize(2 ** 20 + 1), formatSize(0)]).toEqual(['1Mi', '2Mi', '0Mi']);
  });

  it.each([
    ['2gb', '2Gi'],
    ['512 MB', '512Mi'],
    ['2G', '2Gi'],
    ['1tib', '1Ti'],
    ['64 kbytes', '64Ki'],
    ['big', undefined],
    ['2', undefined],
  ])('in another notation, %s, is recognised as %s', (text, expected) => {
    expect(suggestSize(text)).toBe(expected);
  });
});
