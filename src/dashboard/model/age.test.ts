import { expect, it } from 'vitest';
import { ago, lasted } from './age.ts';

const NOW = Date.parse('2026-01-02T00:00:00Z');

it.each([
  [0, '0 seconds ago'],
  [59, '59 seconds ago'],
  [61, '1 minute ago'],
  [7200, '2 hours ago'],
  [200_000, '2 days ago'],
  [-5, '0 seconds ago'],
])('%d seconds are %s', (seconds, text) => {
  expect(ago(NOW - seconds * 1000, NOW, 'en')).toBe(text);
});

it('speaks the language of the reader', () => {
  expect(ago('2026-01-01T23:57:00Z', NOW, 'zh-CN')).toBe('3分钟前');
});

it.each([
  ['2026-01-02T00:00:00Z', '0 seconds'],
  ['2026-01-02T00:00:12.4Z', '12 seconds'],
  ['2026-01-02T00:02:50Z', '3 minutes'],
  ['2026-01-01T23:00:00Z', '0 seconds'],
])('until %s it lasted %s', (until, text) => {
  expect(lasted('2026-01-02T00:00:00Z', until, 'en')).toBe(text);
});
