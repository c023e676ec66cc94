import type { Tone } from '../../cli/output/palette.ts';
import type { Line, Span } from './line.ts';

/** How tones look on this terminal, and which symbols it can show. */
export interface Theme {
  /** Parameters of SGR; empty: as it is. */
  readonly tones: Readonly<Record<Tone, string>>;
  readonly glyphs: Glyphs;
}

export interface Glyphs {
  readonly up: string;
  readonly starting: string;
  readonly trouble: string;
  readonly down: string;
  readonly idle: string;
  readonly more: string;
  readonly rule: string;
  /** Low to high. */
  readonly bars: readonly string[];
}

export const UNICODE: Glyphs = {
  up: '●',
  starting: '◐',
  trouble: '▲',
  down: '✖',
  idle: '○',
  more: '›',
  rule: '─',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

const ASCII: Glyphs = {
  up: '*',
  starting: '~',
  trouble: '!',
  down: 'X',
  idle: 'o',
  more: '>',
  rule: '-',
  bars: ['_', '.', '-', '=', '#'],
};

/** Weight alone: it is no colour, and says what is not fine. */
const NO_COLOURS = { good: '', bad: '1', warn: '1', info: '', muted: '2', strong: '1' } as const;
/** The terminal's own colours, which its owner has chosen for its background. */
const SIXTEEN = {
  good: '32',
  bad: '1;31',
  warn: '33',
  info: '36',
  muted: '2',
  strong: '1',
} as const;
const DARK = {
  good: '38;5;114',
  bad: '1;38;5;203',
  warn: '38;5;221',
  info: '38;5;117',
  muted: '38;5;246',
  strong: '1',
} as const;
const LIGHT = {
  good: '38;5;28',
  bad: '1;38;5;160',
  warn: '38;5;130',
  info: '38;5;25',
  muted: '38;5;240',
  strong: '1',
} as const;

type Env = Readonly<Record<string, string | undefined>>;

/** `colours`: whether there may be any at all. */
export function themeFor(env: Env, colours: boolean): Theme {
  return { tones: colours ? tonesFor(env) : NO_COLOURS, glyphs: speaksUtf8(env) ? UNICODE : ASCII };
}

function tonesFor(env: Env): Theme['tones'] {
  const many =
    /256color|direct|kitty|ghostty/.test(env['TERM'] ?? '') ||
    /truecolor|24bit/.test(env['COLORTERM'] ?? '');
  const light = isLight(env['COLORFGBG']);
  // Where nothing is known of the background, the terminal's own colours fit it best.
  if (!many || light === undefined) return SIXTEEN;
  return light ? LIGHT : DARK;
}

/** `15;0`: foreground and background as numbers of the sixteen colours. */
function isLight(colours: string | undefined): boolean | undefined {
  const background = /;(\d{1,2})$/.exec(colours ?? '')?.[1];
  if (background === undefined) return undefined;
  return Number(background) === 7 || Number(background) > 8;
}

function speaksUtf8(env: Env): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((each) => (each ?? '') !== '');
  return env['TERM'] !== 'linux' && /utf-?8/i.test(locale ?? '');
}

/** With the escape sequences of the theme; each span ends as it began. */
export function paintLine(line: Line, theme: Theme): string {
  return line.map((span) => paintSpan(span, theme)).join('');
}

function paintSpan({ text, tone, inverse }: Span, { tones }: Theme): string {
  const codes = [tone === undefined ? '' : tones[tone], inverse ? '7' : ''].filter(
    (code) => code !== '',
  );
  if (codes.length === 0 || text === '') return text;
  return `\u001b[${codes.join(';')}m${text}\u001b[0m`;
}
