import { yamlText } from '../../cli/output/yaml-text.ts';
import type { LogsPage, Page, Size, TopState } from '../state/top-state.ts';
import { bodyRows } from '../state/top-state.ts';
import { alertLines } from './alerts-page.ts';
import { linesOf } from './ansi-lines.ts';
import { eventsOf } from './event-lines.ts';
import { helpLines } from './help-page.ts';
import { type Line, textOf, wrapLine } from './line.ts';
import { planLines } from './plan-page.ts';
import { podLines } from './pod-page.ts';
import { sourceLines } from './sources-page.ts';
import { type Glyphs, UNICODE } from './theme.ts';

/** A page as the rows that it takes on this terminal, however many those are. */
export function pageRows(state: TopState, page: Page, glyphs: Glyphs = UNICODE): readonly Line[] {
  const { columns } = state.size;
  return pageLines(state, page, glyphs).flatMap((line) => wrapped(line, columns));
}

/** Where the window of a page begins, inside of what there is. */
export function pageTop({ top }: Page, total: number, size: Size): number {
  const last = Math.max(0, total - bodyRows(size));
  return top === 'end' ? last : Math.min(top, last);
}

/** Of the first row from `from` on, or before it, that holds the term; undefined when none does. */
export function findRow(
  rows: readonly Line[],
  term: string,
  from: number,
  by: 1 | -1,
): number | undefined {
  const low = term.toLowerCase();
  for (let row = from; row >= 0 && row < rows.length; row += by) {
    if (
      textOf(rows[row] ?? [])
        .toLowerCase()
        .includes(low)
    )
      return row;
  }
  return undefined;
}

function pageLines(state: TopState, page: Page, glyphs: Glyphs): readonly Line[] {
  switch (page.kind) {
    case 'pod':
      return podLines(state, page, glyphs);
    case 'events':
      return orNone(eventsOf(state.events, page.pod), 'No events yet.');
    case 'plan':
      return planLines(state, page);
    case 'alerts':
      return alertLines(state, glyphs);
    case 'sources':
      return sourceLines(state, glyphs);
    case 'yaml':
      return yamlLines(state, page.pod);
    case 'help':
      return helpLines(glyphs);
    case 'text':
      return page.lines ?? [[{ text: 'One moment …', tone: 'muted' }]];
    case 'logs':
      return logLines(page);
  }
}

function yamlLines({ pods }: TopState, key: string): readonly Line[] {
  const pod = pods.find((each) => each.key === key);
  if (pod === undefined) return [[{ text: `${key} is gone.`, tone: 'warn' }]];
  return linesOf(yamlText(pod.json)).map((line) => {
    const [, name, rest] = /^(\s*(?:- )?[\w.-]+:)(.*)$/.exec(textOf(line)) ?? [];
    return name === undefined ? line : [{ text: name, tone: 'info' }, { text: rest ?? '' }];
  });
}

function logLines({ lines, ended }: LogsPage): readonly Line[] {
  const shown = lines.length === 0 && ended === undefined ? orNone([], 'No lines yet.') : lines;
  return ended === undefined ? shown : [...shown, [{ text: ended, tone: 'warn' }]];
}

function orNone(lines: readonly Line[], text: string): readonly Line[] {
  return lines.length > 0 ? lines : [[{ text, tone: 'muted' }]];
}

interface Wrapped {
  readonly columns: number;
  readonly rows: readonly Line[];
}

/** Lines of a log stay the same objects, and measuring letters of all scripts takes time. */
const WRAPPED = new WeakMap<Line, Wrapped>();

function wrapped(line: Line, columns: number): readonly Line[] {
  const known = WRAPPED.get(line);
  if (known?.columns === columns) return known.rows;
  const rows = wrapLine(line, columns);
  WRAPPED.set(line, { columns, rows });
  return rows;
}
