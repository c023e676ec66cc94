import type { Subject } from '../model/resource.ts';
import { type Awaited, isOver, type Run, type RunTrigger } from './run.ts';
import { begin, end, takeNoResult, takeResult } from './run-ending.ts';
import type { RunEvent, SourceRevision, Verdict } from './run-event.ts';
import { nextSources, type SourcesProgress } from './source-progress.ts';

/** The last runs, oldest first, and what is known of the sources. */
export interface RunsState {
  readonly runs: readonly Run[];
  readonly sources: SourcesProgress;
  /** Number of the next run. */
  readonly next: number;
  /** Runs from this number on came after the sources began to be read. */
  readonly readUpTo: number;
}

export interface RunGround {
  /** RFC 3339 UTC. */
  readonly now: string;
  /** Tells runs of this server from those of others. */
  readonly server: string;
  /** Whether what no manifest names any more is deleted. */
  readonly prunes: boolean;
}

export const NO_RUNS: RunsState = { runs: [], sources: {}, next: 1, readUpTo: 1 };

const MOST_RUNS = 100;

/** Pure: what became of the runs. Nothing is ever said twice of one run that is over. */
export function nextRuns(state: RunsState, event: RunEvent, ground: RunGround): RunsState {
  const after = followed(state, event, ground);
  const sources = nextSources(state.sources, event, ground.now);
  return { ...after, runs: after.runs.slice(-MOST_RUNS), sources };
}

export function runId({ next }: RunsState, { server }: RunGround): string {
  return `${server}-${next}`;
}

function followed(state: RunsState, event: RunEvent, ground: RunGround): RunsState {
  const { now } = ground;
  const each = (change: (run: Run) => Run): RunsState => ({
    ...state,
    runs: state.runs.map((run) => (isOver(run) ? run : change(run))),
  });
  switch (event.kind) {
    case 'asked':
      return opened(state, { trigger: 'push', source: event.source, revision: undefined }, ground);
    case 'source-changed':
      return changed(state, event, ground);
    case 'source-checked':
      return each((run) => (event.runs.includes(run.id) ? joined(run, state, now) : run));
    case 'source-failed':
      return each((run) =>
        event.runs.includes(run.id) ? end(run, 'failed', event.message, now) : run,
      );
    case 'reading':
      return { ...state, readUpTo: state.next };
    case 'read':
      return event.revisions.reduce(
        (before, revision) => read(before, revision, event.verdict, ground),
        state,
      );
    case 'result':
      return each((run) => takeResult(run, event.result, now));
    case 'no-result':
      return each((run) => takeNoResult(run, event.subject));
    case 'kept':
      return each((run) => kept(run, event.message, now));
    case 'deposed':
      return each((run) => end(run, 'failed', DEPOSED, now));
  }
}

const DEPOSED = 'this server stopped leading before the outcome was known';

function opened(
  state: RunsState,
  about: Pick<Run, 'trigger' | 'source' | 'revision'>,
  ground: RunGround,
): RunsState {
  const run: Run = {
    ...about,
    id: runId(state, ground),
    number: state.next,
    state: 'pending',
    message: '',
    createdAt: ground.now,
    finishedAt: undefined,
    results: [],
    awaited: [],
  };
  return { ...state, runs: [...state.runs, run], next: state.next + 1 };
}

function changed(
  state: RunsState,
  { source, revision, runs: answered }: Extract<RunEvent, { kind: 'source-changed' }>,
  ground: RunGround,
): RunsState {
  const runs = state.runs.map((run) => {
    if (isOver(run) || run.source !== source) return run;
    if (answered.includes(run.id)) return { ...run, revision };
    const isOlder = run.state === 'pending' && run.revision !== undefined;
    return isOlder && run.revision !== revision ? superseded(run, revision, ground.now) : run;
  });
  const after = { ...state, runs };
  if (runs.some((run) => !isOver(run) && answered.includes(run.id))) return after;
  const isWaiting = runs.some(
    (run) => run.source === source && run.state === 'pending' && run.number >= state.readUpTo,
  );
  // A folder that changes again before it was read is read once.
  if (revision === undefined && isWaiting) return after;
  const seen: RunTrigger = revision === undefined ? 'folder' : 'poll';
  const trigger = isNew(state, source) ? 'start' : seen;
  return opened(after, { trigger, source, revision }, ground);
}

function superseded(run: Run, by: string | undefined, now: string): Run {
  return end(run, 'superseded', `superseded by ${by ?? 'a later change'}`, now);
}

function isNew({ sources }: RunsState, source: string): boolean {
  return sources[source]?.inForceSince === undefined;
}

/** Nothing is new, so it goes as the run that brought what is there. */
function joined(run: Run, { runs, sources }: RunsState, now: string): Run {
  const revision = sources[run.source]?.latest;
  const found = runs.findLast(
    (other) => other.source === run.source && other.revision === revision,
  );
  if (revision === undefined || found === undefined) {
    return end({ ...run, revision }, 'succeeded', 'nothing is new', now);
  }
  const { state, message, results, awaited } = found;
  const finishedAt = isOver(found) ? now : undefined;
  const words = isOver(found) ? `nothing is new; ${message}` : message;
  return { ...run, revision, state, message: words, results, awaited, finishedAt };
}

function read(
  state: RunsState,
  about: SourceRevision,
  verdict: Verdict,
  ground: RunGround,
): RunsState {
  if (verdict.kind === 'refused') {
    const meant = meantIn(state, about);
    const refuse = (run: Run) => end(run, 'refused', verdict.message, ground.now);
    return { ...state, runs: state.runs.map((run) => (meant.has(run) ? refuse(run) : run)) };
  }
  return inForce(withRun(state, about, ground), about, verdict, ground);
}

function meantIn(state: RunsState, { source, revision }: SourceRevision): ReadonlySet<Run> {
  return new Set(
    state.runs.filter(
      (run) =>
        run.source === source &&
        run.state === 'pending' &&
        run.revision === revision &&
        (revision !== undefined || run.number < state.readUpTo),
    ),
  );
}

/** What comes in force without anybody having told of it has a run too. */
function withRun(state: RunsState, about: SourceRevision, ground: RunGround): RunsState {
  const { source, revision } = about;
  const isThere = !isNew(state, source) && state.sources[source]?.inForce === revision;
  if (isThere || meantIn(state, about).size > 0) return state;
  const trigger = isNew(state, source) ? 'start' : 'retry';
  const after = opened(state, { trigger, source, revision }, ground);
  return { ...after, readUpTo: after.next };
}

function inForce(
  state: RunsState,
  about: SourceRevision,
  verdict: Extract<Verdict, { kind: 'accepted' }>,
  ground: RunGround,
): RunsState {
  const meant = meantIn(state, about);
  if (meant.size === 0) return state;
  const older = state.runs.filter((run) => run.source === about.source && run.state === 'applying');
  const awaited = together([
    ...awaitedOf(verdict, ground.prunes),
    ...older.flatMap((run) => run.awaited),
  ]);
  const runs = state.runs.flatMap((run) => {
    if (older.includes(run)) return [superseded(run, about.revision, ground.now)];
    if (!meant.has(run)) return [run];
    const isIdle = run.trigger === 'folder' && awaited.length === 0;
    return isIdle ? [] : [begin(run, awaited, ground.now)];
  });
  return { ...state, runs };
}

function awaitedOf(
  { changed, removed, busy }: Extract<Verdict, { kind: 'accepted' }>,
  prunes: boolean,
): readonly Awaited[] {
  const one = (subject: Subject, isRemoved: boolean): Awaited => ({
    subject,
    results: busy.includes(subject) ? 2 : 1,
    removed: isRemoved,
  });
  return [
    ...changed.map((subject) => one(subject, false)),
    ...(prunes ? removed.map((subject) => one(subject, true)) : []),
  ];
}

/** The first of each subject. */
function together(awaited: readonly Awaited[]): readonly Awaited[] {
  return [...new Map(awaited.toReversed().map((each) => [each.subject, each])).values()].reverse();
}

/** What a guard keeps is not waited for. */
function kept(run: Run, message: string, now: string): Run {
  return run.awaited
    .filter(({ removed }) => removed)
    .reduce(
      (before, { subject }) =>
        takeResult(before, { subject, outcome: 'blocked', message, ok: false }, now),
      run,
    );
}
