import { expect, test } from 'vitest';
import { differences, Tally } from './tally.ts';

function tally(rows: readonly string[]) {
  const made = new Tally();
  made.begin('pods');
  for (const row of rows) made.add('pods', row);
  return made.result();
}

test('the same rows in the same order differ in nothing', () => {
  expect(differences(tally(['["a"]', '["b"]']), tally(['["a"]', '["b"]']))).toEqual([]);
});

test.each([
  ['missing', ['["a"]']],
  ['changed', ['["a"]', '["c"]']],
  ['run together', ['["a"]["b"]']],
])('a row that is %s shows', (_how, rows) => {
  expect(differences(tally(['["a"]', '["b"]']), tally(rows))).toEqual(['pods']);
});

test('a table that only one of them has shows', () => {
  expect(differences(tally([]), {})).toEqual(['pods']);
});
