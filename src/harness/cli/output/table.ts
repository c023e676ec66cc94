import { type Paint, plain, type Tone } from './palette.ts';
import { safeLine } from './safe-text.ts';
import { displayWidth, padEnd, padStart, truncate, truncateStart } from './width.ts';

/** Aligned columns by display width; the widest flexible column gives way on narrow terminals. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut, down to this many columns, when the terminal is too narrow. */
  readonly shrinkTo?: number;
  /** Which end gives way; the end that says less. */
  readonly cut?: 'start' | 'end';
}

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface TableOptions {
  /** Columns of the terminal; undefined: as wide as it takes. */
  readonly width: number | undefined;
  readonly paint?: Paint;
}

const GAP = '   ';

export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  options: TableOptions,
): string {
  const paint = options.paint ?? plain;
  const cells = rows.map((row) => row.map(toCell));
  const widths = shrink(columns, naturalWidths(columns, cells), options.width);
  const line = (row: readonly Cell[]): string =>
    row
      .map((cell, index) => renderCell(cell, columns[index], widths[index] ?? 0, paint))
      .join(GAP)
      .trimEnd();
  const head = line(columns.map(({ title }) => ({ text: title, tone: 'strong' })));
  return `${[head, ...cells.map(line)].join('\n')}\n`;
}

function toCell(cell: Cell | string): Cell {
  return typeof cell === 'string'
    ? { text: safeLine(cell) }
    : { ...cell, text: safeLine(cell.text) };
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index]?.text ?? ''))),
  );
}

function shrink(
  columns: readonly Column[],
  natural: number[],
  width: number | undefined,
): number[] {
  if (width === undefined) return natural;
  const widths = [...natural];
  let excess = widths.reduce((sum, item) => sum + item, GAP.length * (widths.length - 1)) - width;
  while (excess > 0) {
    const victim = widestShrinkable(columns, widths);
    if (victim === undefined) break;
    widths[victim] = (widths[victim] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function widestShrinkable(
  columns: readonly Column[],
  widths: readonly number[],
): number | undefined {
  let best: number | undefined;
  columns.forEach(({ shrinkTo }, index) => {
    const width = widths[index] ?? 0;
    if (shrinkTo === undefined || width <= shrinkTo) return;
    if (best === undefined || width > (widths[best] ?? 0)) best = index;
  });
  return best;
}

function renderCell(cell: Cell, column: Column | undefined, width: number, paint: Paint): string {
  const text =
    column?.cut === 'start' ? truncateStart(cell.text, width) : truncate(cell.text, width);
  const padded = column?.align === 'right' ? padStart(text, width) : padEnd(text, width);
  const { tone } = cell;
  return tone && text !== '' ? padded.replace(text, () => paint(tone, text)) : padded;
}
