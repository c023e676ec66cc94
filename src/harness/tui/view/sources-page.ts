import { safeLine } from '../../cli/output/safe-text.ts';
import { padEnd } from '../../cli/output/width.ts';
import { age } from '../../cli/output/words.ts';
import type { Sources } from '../fleet.ts';
import type { TopState } from '../state/top-state.ts';
import type { Line, Span } from './line.ts';
import type { Glyphs } from './theme.ts';

type Source = Sources['sources'][number];
type Run = Sources['runs'][number];

const LABEL = 12;

/** What is watched, how old what is known of it is, why it fails; then the last runs. */
export function sourceLines({ sources, now }: TopState, glyphs: Glyphs): readonly Line[] {
  if (sources.kind === 'none') {
    return [[{ text: 'No sources: ', tone: 'warn' }, { text: safeLine(sources.message) }]];
  }
  const time = new Date(now);
  const { value } = sources;
  const runs = value.runs.flatMap((run) => runLines(run, time, glyphs));
  const none: Line = [{ text: '  none since this server began', tone: 'muted' }];
  return [
    ...value.sources.flatMap((source) => sourceOf(source, time, glyphs)),
    [{ text: 'Runs', tone: 'strong' }],
    ...(runs.length === 0 ? [none] : runs),
  ];
}

function sourceOf({ metadata, status }: Source, now: Date, glyphs: Glyphs): readonly Line[] {
  const { kind, url, ref, path, revision, inForceSince, latestRevision, checkedAt, error } = status;
  const where = [url ?? '', ref ?? '', path].filter((part) => part !== '').join(' ');
  const other = latestRevision === null || latestRevision === revision ? [] : [latestRevision];
  return [
    [
      mark(status, glyphs),
      { text: `${safeLine(metadata.name)}  `, tone: 'strong' },
      { text: `${kind} ${safeLine(where)}`, tone: 'info' },
    ],
    fact('in force', inForceText(revision, inForceSince, now)),
    ...other.map((latest) => fact('latest', shortRevision(latest))),
    fact('looked at', checkedAt === null ? 'never yet' : `${age(checkedAt, now)} ago`),
    ...(error === '' ? [] : [fact('failure', error, 'bad')]),
    [],
  ];
}

function mark({ error, checkedAt }: Source['status'], glyphs: Glyphs): Span {
  if (error !== '') return { text: `${glyphs.down} `, tone: 'bad' };
  if (checkedAt === null) return { text: `${glyphs.starting} `, tone: 'warn' };
  return { text: `${glyphs.up} `, tone: 'good' };
}

/** The files of a folder are of no revision. */
function inForceText(revision: string | null, since: string | null, now: Date): string {
  if (revision === null && since === null) return 'nothing yet';
  const what = revision === null ? 'its files' : shortRevision(revision);
  return since === null ? what : `${what}, for ${age(since, now)}`;
}

function fact(label: string, text: string, tone?: Span['tone']): Line {
  const value = { text: safeLine(text), ...(tone === undefined ? {} : { tone }) };
  return [{ text: `    ${padEnd(label, LABEL)}`, tone: 'muted' }, value];
}

function runLines({ status }: Run, now: Date, glyphs: Glyphs): readonly Line[] {
  const { state, source, trigger, revision, createdAt, message, results, awaited } = status;
  const { symbol, tone } = looksOf(state, glyphs);
  const rest =
    awaited.length === 0 ? '' : `${awaited.length} of ${awaited.length + results.length} awaited`;
  const words = [shortRevision(revision), rest, message].filter((part) => part !== '').join('  ');
  const trouble = results.filter((result) => result.message !== '');
  return [
    [
      { text: `  ${symbol} ${padEnd(state, 11)}`, tone },
      { text: `${padEnd(`${age(createdAt, now)} ago`, 9)} `, tone: 'muted' },
      { text: `${padEnd(safeLine(source), 14)} ${padEnd(trigger, 7)} ` },
      { text: safeLine(words), tone: 'muted' },
    ],
    ...trouble.map(
      (result): Line => [
        { text: `      ${safeLine(result.subject)} `, tone: 'info' },
        { text: `${safeLine(result.outcome)}: ${safeLine(result.message)}` },
      ],
    ),
  ];
}

function looksOf(state: Run['status']['state'], glyphs: Glyphs) {
  switch (state) {
    case 'succeeded':
      return { symbol: glyphs.up, tone: 'good' } as const;
    case 'refused':
    case 'failed':
      return { symbol: glyphs.down, tone: 'bad' } as const;
    case 'superseded':
      return { symbol: glyphs.idle, tone: 'muted' } as const;
    default:
      return { symbol: glyphs.starting, tone: 'warn' } as const;
  }
}

/** `main@sha1:4f2a…` with as much of the commit as people read. */
function shortRevision(revision: string | null): string {
  return (revision ?? '').replace(/(sha\d*:[0-9a-f]{10})[0-9a-f]+/, '$1');
}
