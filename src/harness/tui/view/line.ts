import type { Tone } from '../../cli/output/palette.ts';
import { displayWidth, padEnd, truncate } from '../../cli/output/width.ts';

/** A piece of a line in one tone. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  /** Foreground and background change places: what is chosen or found. */
  readonly inverse?: true;
}

/** One row of the screen; holds no line break and no control character. */
export type Line = readonly Span[];

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join('');
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Exactly so many columns: cut with an ellipsis, or filled up. */
export function fitLine(line: Line, width: number): Line {
  const fitted: Span[] = [];
  let left = width;
  for (const span of line) {
    const wide = displayWidth(span.text);
    if (wide > left) {
      fitted.push({ ...span, text: padEnd(truncate(span.text, left), left) });
      return fitted;
    }
    fitted.push(span);
    left -= wide;
  }
  return left === 0 ? fitted : [...fitted, { text: ' '.repeat(left) }];
}

/** As many rows as it takes; nothing is lost. */
export function wrapLine(line: Line, width: number): readonly Line[] {
  const room = Math.max(2, width);
  if (lineWidth(line) <= room) return [line];
  const rows: Span[][] = [[]];
  let left = room;
  for (const span of line) {
    for (const part of chunks(span.text, left, room)) {
      if (part.breaks) {
        rows.push([]);
        left = room;
      }
      rows.at(-1)?.push({ ...span, text: part.text });
      left -= displayWidth(part.text);
    }
  }
  return rows;
}

interface Chunk {
  readonly text: string;
  /** It begins a new row. */
  readonly breaks: boolean;
}

let segmenter: Intl.Segmenter | undefined;

function chunks(text: string, first: number, room: number): readonly Chunk[] {
  const found: Chunk[] = [];
  let current = '';
  let used = 0;
  let limit = first;
  let breaks = false;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) {
    const wide = displayWidth(segment);
    if (used + wide > limit) {
      if (current !== '' || breaks) found.push({ text: current, breaks });
      [current, used, limit, breaks] = ['', 0, room, true];
    }
    current += segment;
    used += wide;
  }
  if (current !== '') found.push({ text: current, breaks });
  return found;
}

/** Every occurrence stands out; upper and lower case are the same. */
export function highlight(line: Line, term: string): Line {
  if (term === '') return line;
  return line.flatMap((span) => highlightSpan(span, term.toLowerCase()));
}

function highlightSpan(span: Span, term: string): Span[] {
  const low = span.text.toLowerCase();
  // Where lower case is longer than upper, places in one are none in the other.
  if (low.length !== span.text.length || !low.includes(term)) return [span];
  const parts: Span[] = [];
  let from = 0;
  for (let at = low.indexOf(term); at !== -1; at = low.indexOf(term, from)) {
    if (at > from) parts.push({ ...span, text: span.text.slice(from, at) });
    parts.push({ ...span, text: span.text.slice(at, at + term.length), inverse: true });
    from = at + term.length;
  }
  return from < span.text.length ? [...parts, { ...span, text: span.text.slice(from) }] : parts;
}

export function inverted(line: Line): Line {
  return line.map((span) => ({ ...span, inverse: true }));
}
