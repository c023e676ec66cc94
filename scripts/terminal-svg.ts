/**
 * Draws what a terminal shows as an SVG picture whose text can be selected.
 *   tmux capture-pane -p -e | node scripts/terminal-svg.ts COLUMNS TITLE > picture.svg
 * Knows the sixteen colours, bold, dim and inverse; any other escape sequence is an error.
 */
import { text as readAll } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

/** In pixels. A cell is as wide as most monospace fonts are at this size. */
const FONT = 14;
const CELL = 8.4;
const LINE = 20;
const PADDING = 20;
/** A background of its own, so that the picture reads the same on light and dark pages. */
const BACKGROUND = '#0d1117';
const BORDER = '#3d444d';
const FOREGROUND = '#e6edf3';
/** Black to white, then the bright ones, in the order of the escape codes. */
const COLOURS = [
  ...['#6e7681', '#ff7b72', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#c9d1d9'],
  ...['#8b949e', '#ffa198', '#7ee787', '#f2cc60', '#a5d6ff', '#e2c5ff', '#76e3ea', '#ffffff'],
];
const FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

interface Style {
  readonly colour?: string;
  readonly bold?: true;
  readonly dim?: true;
  /** Foreground and background change places. */
  readonly inverse?: true;
}

interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

/** `screen` may have lines of at most `columns` characters; a longer one and an empty screen are a RangeError. */
export function terminalSvg(screen: string, columns: number, title: string): string {
  if (screen.trim() === '') throw new RangeError('the screen is empty');
  const lines = linesOf(screen);
  const width = Math.ceil(columns * CELL + 2 * PADDING);
  const height = lines.length * LINE + 2 * PADDING;
  const rows = lines.map((runs, index) => row(runs, index, columns)).filter((text) => text !== '');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>text { font: ${FONT}px ${FONTS}; fill: ${FOREGROUND}; white-space: pre }</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${BACKGROUND}" stroke="${BORDER}"/>
${rows.join('\n')}
</svg>
`;
}

/** A style goes on over line ends, as a terminal's does. */
function linesOf(screen: string): Run[][] {
  let style: Style = {};
  return screen
    .trimEnd()
    .split('\n')
    .map((line) => {
      const parsed = runsOf(line, style);
      style = parsed.style;
      return parsed.runs;
    });
}

function runsOf(line: string, start: Style): { runs: Run[]; style: Style } {
  const runs: Run[] = [];
  let style = start;
  let column = 0;
  // Every second part is what stands between `ESC [` and `m`.
  for (const [index, part] of line.split(SGR).entries()) {
    if (index % 2 === 1) {
      style = part.split(';').map(Number).reduce(styled, style);
      continue;
    }
    if (part.includes(ESCAPE)) throw new RangeError(`unknown escape sequence in: ${line}`);
    if (part !== '') runs.push({ column, text: part, style });
    column += [...part].length;
  }
  return { runs, style };
}

const ESCAPE = '\u001b';
const SGR = new RegExp(`${ESCAPE}\\[([\\d;]*)m`);

function styled(style: Style, code: number): Style {
  const { colour: _, ...plain } = style;
  const { bold: __, dim: ___, ...light } = style;
  const { inverse: ____, ...upright } = style;
  const index = code >= 90 ? code - 90 + 8 : code - 30;
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 22) return light;
  if (code === 27) return upright;
  if (code === 39) return plain;
  // The background that every line has anyway.
  if (code === 49) return style;
  const found = COLOURS[index];
  if (found === undefined) throw new RangeError(`unknown style ${code}`);
  return { ...plain, colour: found };
}

/** Each run has its own place and length, so that columns line up in any font. */
function row(runs: readonly Run[], index: number, columns: number): string {
  const last = runs.at(-1);
  const end = last === undefined ? 0 : last.column + [...last.text].length;
  if (end > columns) throw new RangeError(`line ${index + 1} has more than ${columns} characters`);
  if (runs.every(({ text }) => text.trim() === '')) return '';
  const y = PADDING + index * LINE + FONT;
  const behind = runs.filter(({ style }) => style.inverse).map((run) => rectangle(run, index));
  return `${behind.join('')}<text y="${y}">${runs.map(span).join('')}</text>`;
}

function rectangle({ column, text, style }: Run, index: number): string {
  const x = place(PADDING + column * CELL);
  const width = place([...text].length * CELL);
  const y = PADDING + index * LINE - 1;
  return `<rect x="${x}" y="${y}" width="${width}" height="${LINE}" fill="${style.colour ?? FOREGROUND}"/>`;
}

function span({ column, text, style }: Run): string {
  const colour = style.inverse ? BACKGROUND : style.colour;
  const attributes = [
    `x="${place(PADDING + column * CELL)}"`,
    `textLength="${place([...text].length * CELL)}"`,
    ...(colour === undefined ? [] : [`fill="${colour}"`]),
    ...(style.bold ? ['font-weight="bold"'] : []),
    ...(style.dim ? ['fill-opacity="0.65"'] : []),
  ];
  return `<tspan ${attributes.join(' ')}>${escaped(text)}</tspan>`;
}

function place(pixels: number): string {
  return String(Number(pixels.toFixed(1)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , columns, title] = process.argv;
  if (title === undefined) throw new Error('usage: terminal-svg.ts COLUMNS TITLE < screen');
  process.stdout.write(terminalSvg(await readAll(process.stdin), Number(columns), title));
}
