import type { Tone } from '../../cli/output/palette.ts';
import { safeText } from '../../cli/output/safe-text.ts';
import type { Line, Span } from './line.ts';

/**
 * What a command or an agent printed, as lines: its colours become tones, and nothing that it holds
 * can drive the terminal.
 */
export function linesOf(text: string): readonly Line[] {
  const reader = new Reader();
  const lines = text.split('\n').map((line) => reader.line(line));
  return text.endsWith('\n') ? lines.slice(0, -1) : lines;
}

const COLOURS: Readonly<Record<number, Tone>> = {
  31: 'bad',
  32: 'good',
  33: 'warn',
  34: 'info',
  35: 'info',
  36: 'info',
  90: 'muted',
  91: 'bad',
  92: 'good',
  93: 'warn',
  94: 'info',
  95: 'info',
  96: 'info',
};

const WEIGHTS: Readonly<Record<number, Tone>> = { 1: 'strong', 2: 'muted' };

const TAB = '    ';

/** A style goes on over line ends, as a terminal's does. */
class Reader {
  #colour: Tone | undefined;
  #weight: Tone | undefined;

  line(text: string): Line {
    const [first = '', ...rest] = text.replace(/\r+$/, '').split('\u001b');
    const spans = this.#span(first);
    for (const part of rest) spans.push(...this.#span(this.#obey(part)));
    return spans;
  }

  /** Takes the sequence away from the front, and the colour from it. */
  #obey(part: string): string {
    const [whole, codes = '', final] = /^\[([\d;:?]*)[ -/]*([@-~])/.exec(part) ?? [];
    if (whole === undefined) return part.replace(/^[@-Z\\-_]/, '');
    if (final === 'm') this.#style(codes);
    return part.slice(whole.length);
  }

  #style(codes: string): void {
    for (const code of codes.split(';').map(Number)) {
      // What follows names a colour out of many, which has no tone.
      if (code === 38 || code === 48) return;
      if (code === 0 || code === 39) this.#colour = undefined;
      if (code === 0 || code === 22) this.#weight = undefined;
      this.#weight = WEIGHTS[code] ?? this.#weight;
      this.#colour = COLOURS[code] ?? this.#colour;
    }
  }

  #span(text: string): Span[] {
    if (text === '') return [];
    const tone = this.#colour ?? this.#weight;
    const safe = safeText(text.replaceAll('\t', TAB));
    return [tone === undefined ? { text: safe } : { text: safe, tone }];
  }
}
