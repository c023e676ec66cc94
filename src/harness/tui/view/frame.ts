import { displayWidth, truncate } from '../../cli/output/width.ts';
import { age } from '../../cli/output/words.ts';
import { gradeOf } from '../state/pod-facts.ts';
import { bodyRows, type FleetView, type Page, type TopState, viewOf } from '../state/top-state.ts';
import { bottomLine } from './bottom-line.ts';
import { fleetLines } from './fleet-view.ts';
import { fitLine, highlight, type Line, type Span } from './line.ts';
import { pageRows, pageTop } from './page-rows.ts';
import type { Glyphs } from './theme.ts';

/** The whole screen: exactly as many lines as it has rows, each exactly as wide as it is. */
export function frame(state: TopState, glyphs: Glyphs): readonly Line[] {
  const { columns, rows } = state.size;
  const view = viewOf(state);
  const height = bodyRows(state.size);
  const { title, body } =
    view.kind === 'fleet' ? fleetBody(state, view, glyphs) : pageBody(state, view, glyphs);
  const filler = Array.from({ length: Math.max(0, height - body.length) }, (): Line => []);
  const lines = [
    summaryLine(state, glyphs),
    title,
    ...body.slice(0, height),
    ...filler,
    bottomLine(state),
  ];
  return lines.slice(0, rows).map((line) => fitLine(line, columns));
}

interface Body {
  readonly title: Line;
  readonly body: readonly Line[];
}

function fleetBody(state: TopState, view: FleetView, glyphs: Glyphs): Body {
  const words = [
    view.tenant === undefined ? 'Pods' : `Pods of ${view.tenant}`,
    view.filter === '' ? '' : `/${view.filter}`,
  ].filter(Boolean);
  return {
    title: rule(words.join('  '), state.size.columns, glyphs),
    body: fleetLines(state, view, glyphs),
  };
}

function pageBody(state: TopState, page: Page, glyphs: Glyphs): Body {
  const height = bodyRows(state.size);
  const rows = pageRows(state, page, glyphs);
  const top = pageTop(page, rows.length, state.size);
  const shown = rows.slice(top, top + height).map((line) => highlight(line, page.search));
  const place =
    rows.length <= height ? '' : `${Math.min(rows.length, top + height)}/${rows.length}`;
  const words = [pageTitle(page), page.search === '' ? '' : `/${page.search}`, place];
  return { title: rule(words.filter(Boolean).join('  '), state.size.columns, glyphs), body: shown };
}

function pageTitle(page: Page): string {
  switch (page.kind) {
    case 'pod':
      return `Pod ${page.pod}`;
    case 'events':
      return page.pod === undefined ? 'Events' : `Events of ${page.pod}`;
    case 'plan':
      return page.pod === undefined ? 'Plan and drift' : `Plan and drift of ${page.pod}`;
    case 'alerts':
      return 'Alerts';
    case 'sources':
      return 'Sources and runs';
    case 'yaml':
      return `YAML of ${page.pod}`;
    case 'help':
      return 'Help';
    case 'text':
      return page.title;
    case 'logs':
      return `Logs of ${page.pod}  ${logMode(page)}`;
  }
}

function logMode({ waiting, top }: Extract<Page, { kind: 'logs' }>): string {
  if (waiting !== undefined) return `paused, ${waiting.length} more`;
  return top === 'end' ? 'following' : 'f follows';
}

function rule(title: string, columns: number, glyphs: Glyphs): Line {
  const shown = truncate(title, Math.max(0, columns - 4));
  const rest = Math.max(0, columns - displayWidth(shown) - 4);
  return [
    { text: `${glyphs.rule.repeat(2)} `, tone: 'muted' },
    { text: shown, tone: 'strong' },
    { text: ` ${glyphs.rule.repeat(rest)}`, tone: 'muted' },
  ];
}

/** Who we are, how the fleet is, and how fresh that is. The freshness is never cut. */
function summaryLine(state: TopState, glyphs: Glyphs): Line {
  const { about, size, pods } = state;
  const fresh = freshness(state, glyphs);
  const room = Math.max(0, size.columns - fresh.text.length - 1);
  const left: Line = [
    { text: 'agentpod ', tone: 'strong' },
    { text: about.instance === '' ? '' : `${about.instance} `, tone: 'info' },
    ...(about.readOnly === undefined ? [] : [{ text: 'read-only ', tone: 'warn' } as const]),
    ...counts(pods.map(gradeOf), glyphs),
    ...firing(state, glyphs),
    { text: `  ${about.origin}`, tone: 'muted' },
  ];
  return [...fitLine(left, room), { text: ' ' }, fresh];
}

function counts(grades: readonly ReturnType<typeof gradeOf>[], glyphs: Glyphs): Span[] {
  const told = [
    ['up', 'up', 'good'],
    ['starting', 'starting', 'warn'],
    ['trouble', 'unwell', 'warn'],
    ['down', 'down', 'bad'],
    ['idle', 'idle', 'muted'],
  ] as const;
  const shown = told.flatMap(([grade, word, tone]): Span[] => {
    const count = grades.filter((each) => each === grade).length;
    return count === 0 ? [] : [{ text: `  ${glyphs[grade]} ${count} ${word}`, tone }];
  });
  return [{ text: ` ${grades.length} pod${grades.length === 1 ? '' : 's'}` }, ...shown];
}

function firing({ alerts }: TopState, glyphs: Glyphs): Span[] {
  const count =
    alerts.kind === 'none'
      ? 0
      : alerts.value.alerts.filter(({ state }) => state === 'firing').length;
  if (count === 0) return [];
  return [{ text: `  ${glyphs.trouble} ${count} alert${count === 1 ? '' : 's'}`, tone: 'bad' }];
}

function freshness({ link, now }: TopState, glyphs: Glyphs): Span {
  const ago = (seenAt: number): string => age(new Date(seenAt).toISOString(), new Date(now));
  switch (link.kind) {
    case 'connecting':
      return { text: `${glyphs.starting} connecting`, tone: 'muted' };
    case 'live':
      return { text: `${glyphs.up} live`, tone: 'good' };
    case 'lost': {
      const since = link.seenAt === undefined ? '' : `, as of ${ago(link.seenAt)} ago`;
      return { text: `${glyphs.down} lost${since}`, tone: 'bad' };
    }
  }
}
