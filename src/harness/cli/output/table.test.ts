import { expect, test } from 'vitest';
import { coloured } from './palette.ts';
import { renderTable } from './table.ts';
import { displayWidth } from './width.ts';

const COLUMNS = [
  { title: 'NAME', shrinkTo: 4 },
  { title: 'N', align: 'right' as const },
];

test('columns line up by display width, numbers to the right', () => {
  expect(
    renderTable(
      COLUMNS,
      [
        ['日本', '7'],
        ['abc', '10'],
      ],
      { width: undefined },
    ),
  ).toBe('NAME    N\n日本    7\nabc    10\n');
});

test('the column that may shrink gives way, and no line is wider than the terminal', () => {
  const table = renderTable(COLUMNS, [['a-very-long-name', '7']], { width: 12 });
  expect(table).toBe('NAME       N\na-very-…   7\n');
});

test('colours do not shift columns', () => {
  const rows = [[{ text: 'ok', tone: 'good' as const }, '1']];
  const [, line = ''] = renderTable(COLUMNS, rows, { width: undefined, paint: coloured }).split(
    '\n',
  );
  expect(line).toContain('\x1b[32mok\x1b[39m');
  expect(displayWidth(line)).toBe('NAME   N'.length);
});

test('text from elsewhere cannot drive the terminal', () => {
  const table = renderTable(COLUMNS, [['a\x1b[2Jb\nc', '1']], { width: undefined });
  expect(table).not.toContain('\x1b');
  expect(table.trimEnd().split('\n')).toHaveLength(2);
});
