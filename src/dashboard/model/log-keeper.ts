import type { Answer } from '../server.ts';

export type LogLine = Answer<'LogLine'>;

export interface KeptLine extends LogLine {
  /** Counts from the first that came; stays with its line. */
  readonly number: number;
}

/** More than anybody reads, and little enough for a phone. */
export const MOST_KEPT = 3000;

/** `lines` with these behind them, as many as are kept. */
export function withLines(
  lines: readonly KeptLine[],
  more: readonly LogLine[],
): readonly KeptLine[] {
  const next = (lines.at(-1)?.number ?? 0) + 1;
  const numbered = more.map((line, n) => ({ ...line, number: next + n }));
  return [...lines, ...numbered].slice(-MOST_KEPT);
}

export function linesWith(lines: readonly KeptLine[], text: string): readonly KeptLine[] {
  const wanted = text.toLowerCase();
  if (wanted === '') return lines;
  return lines.filter((line) => line.text.toLowerCase().includes(wanted));
}

/** The text cut at each place where the wanted one stands; every other piece is such a place. */
export function cutAt(text: string, wanted: string): readonly string[] {
  if (wanted === '') return [text];
  const lower = text.toLowerCase();
  const found = wanted.toLowerCase();
  // Some letters change their length with their case: then no place can be told.
  if (lower.length !== text.length) return [text];
  const pieces: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(found); at >= 0; at = lower.indexOf(found, from)) {
    pieces.push(text.slice(from, at), text.slice(at, at + found.length));
    from = at + found.length;
  }
  return [...pieces, text.slice(from)];
}

/** Which lines a window shows, with some beyond its edges. */
export function windowOf(
  count: number,
  { top, height, lineHeight }: { top: number; height: number; lineHeight: number },
): { readonly first: number; readonly end: number } {
  const spare = 20;
  const first = Math.max(0, Math.min(count, Math.floor(top / lineHeight)) - spare);
  return { first, end: Math.min(count, first + Math.ceil(height / lineHeight) + 2 * spare) };
}
