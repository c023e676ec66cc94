import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['0', 0],
    ['500ms', 0.5],
    ['30s', 30],
    ['5m', 300],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['1m0.5s', 60.5],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '5', 'm', '-5m', '5 m', '5min', '1d', '.5s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each([
    [0, '0s'],
    [0.0001, '1ms'],
    [0.85, '850ms'],
    [59.4, '59s'],
    [60, '1m'],
    [90, '1m30s'],
    [3599, '59m59s'],
    [3600, '1h'],
    [7500, '2h5m'],
    [7199, '2h'],
  ])('of %d seconds reads %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
