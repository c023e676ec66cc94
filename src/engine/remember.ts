import type { Condition } from '../core/model/condition.ts';
import type { PodRecord, StateRecords } from '../core/model/observed.ts';
import type { Plan } from '../core/model/operation.ts';
import { parsePodKey } from '../core/model/resource.ts';
import { lastChannels, withChannels } from '../core/status/channel-conditions.ts';
import { isTrue, updateConditions } from '../core/status/conditions.ts';
import { isInCrashLoop, OUT_OF_MEMORY } from '../core/status/down-conditions.ts';
import {
  type DriftFinding,
  driftFinding,
  driftNews,
  healedDrift,
  isInStep,
  withDrift,
} from '../core/status/drift-condition.ts';
import {
  conditionsFor,
  DATA_LOST,
  lastRouteFinding,
  type PodEnding,
  type RouteFinding,
  withRoute,
} from '../core/status/pod-conditions.ts';
import type { NewEvent, Retention } from '../ports/state-store.ts';
import type { ApplyOptions, Outcome, SubjectResult } from './apply-result.ts';
import type { Workspace } from './workspace.ts';

/** Enough to look back over a month of trouble, and over a year of who asked for what. */
const RETENTION: Retention = { eventDays: 30, eventsPerTenant: 10_000, auditDays: 400 };

/** Writes down how a pass ended: conditions that moved, and one event per subject that changed. */
export async function rememberEndings(
  workspace: Workspace,
  plan: Plan,
  results: readonly SubjectResult[],
  options: ApplyOptions,
): Promise<void> {
  const causes = new Map(plan.subjects.map((subject) => [subject.subject, subject.cause]));
  const events = results
    .filter(({ outcome, joined }) => !UNTOLD.has(outcome) && joined !== true)
    .map((result) => eventFor(result, storyOf(result, causes.get(result.subject) ?? '', plan)));
  if (events.length > 0) {
    await workspace.store.appendEvents(events);
    // Here, since a pass that finds nothing to do must not write anything.
    await workspace.store.trimLogs(RETENTION);
  }
  const awaits = plan.operations.filter(({ action }) => action.kind === 'container.await-ready');
  const awaited = new Set(awaits.map(({ subject }) => subject));
  const missing = plan.changes.filter(
    ({ section, path }) => section === 'drift' && path === 'container',
  );
  const gone = new Set(missing.map(({ subject }) => subject));
  const { pods } = await recordsAfter(workspace, results, options);
  const records = new Map(pods.map((record) => [record.key, record]));
  const now = workspace.clock.now().toISOString();
  for (const result of results.filter(isOwnWork)) {
    const key = result.subject.startsWith('pod/') ? parsePodKey(result.subject) : undefined;
    const record = key === undefined ? undefined : records.get(key);
    if (record === undefined) continue;
    const seen = { awaited: awaited.has(result.subject), isGone: gone.has(result.subject) };
    const ending = endingOf(result, record, options, seen);
    const drift = driftFinding(plan, result.subject);
    const conditions = conditionsAfter(record, { ending, result, drift }, now);
    const news = drift.known
      ? driftNews(result.subject, drift, record.conditions, conditions)
      : undefined;
    if (news !== undefined) {
      const { subject } = result;
      const event = { subject, type: 'Warning', reason: 'ConfigDrift', message: news } as const;
      await workspace.store.appendEvents([event]);
    }
    if (conditions !== record.conditions) {
      await workspace.store.setConditions(record.key, conditions);
    }
  }
}

/** How it is after what somebody else did, that one writes down. */
function isOwnWork({ outcome, joined, touched }: SubjectResult): boolean {
  return outcome !== 'superseded' && (joined !== true || touched === true);
}

interface Findings {
  readonly ending: PodEnding | undefined;
  readonly result: Pick<SubjectResult, 'route' | 'touched'>;
  readonly drift: DriftFinding;
}

/** What was found of the route last time holds until it is tried again. */
function conditionsAfter(
  { applied, conditions: old, generation }: PodRecord,
  { ending, result: { route: found, touched }, drift }: Findings,
  now: string,
): readonly Condition[] {
  if (ending === undefined && found === undefined) {
    const changes = withDrift([], old, drift, generation);
    return changes.length === 0 ? old : updateConditions(old, changes, now);
  }
  const before =
    applied?.route === undefined ? old.filter(({ type }) => type !== 'RouteReady') : old;
  const changes = conditionsFor(ending ?? { kind: 'ready' }, generation);
  const stopped = ending?.kind === 'suspended' && applied?.route !== undefined;
  const route = found ?? (stopped ? STOPPED : lastRouteFinding(before));
  const routed = route === undefined ? changes : withRoute(changes, route, generation);
  const channels = lastChannels(before, touched === true || ending?.kind === 'suspended');
  const all = channels === undefined ? routed : withChannels(routed, channels, generation);
  return updateConditions(before, withDrift(all, before, drift, generation), now);
}

const STOPPED: RouteFinding = {
  ready: false,
  reason: 'Suspended',
  message: 'nothing is behind it while the pod is suspended',
};

/** A pass that changed nothing knows them already. */
function recordsAfter(
  { store }: Workspace,
  results: readonly SubjectResult[],
  { records }: ApplyOptions,
): Promise<StateRecords> | StateRecords {
  const idle = results.every((result) => result.outcome === 'unchanged');
  return idle && records !== undefined ? records : store.load();
}

const EVENT_REASON: Readonly<Record<Exclude<Outcome, 'unchanged'>, string>> = {
  created: 'Created',
  updated: 'Updated',
  healed: 'Healed',
  deleted: 'Deleted',
  blocked: 'Blocked',
  failed: 'Failed',
  'rolled-back': 'RolledBack',
  'timed-out': 'TimedOut',
  interrupted: 'Interrupted',
  superseded: 'Superseded',
};

/** Of what was superseded, whoever did so tells what became of it. */
const UNTOLD: ReadonlySet<Outcome> = new Set(['unchanged', 'superseded']);

const NORMAL: ReadonlySet<Outcome> = new Set(['created', 'updated', 'healed', 'deleted']);

/** What was found inside is gone once it is put back, so it is told. */
function storyOf({ subject, outcome }: SubjectResult, cause: string, plan: Plan): string {
  const found = outcome === 'healed' ? healedDrift(plan, subject) : '';
  return found === '' ? cause : `${cause}: ${found}`;
}

/** What users look for by name, however the pass came out. */
const TOLD_BY_NAME: ReadonlySet<string> = new Set(['ImageMissing', OUT_OF_MEMORY, DATA_LOST]);

function reasonOf({ outcome, reason = '' }: SubjectResult): string {
  if (TOLD_BY_NAME.has(reason) && outcome !== 'rolled-back') return reason;
  return outcome === 'unchanged' ? 'Unchanged' : EVENT_REASON[outcome];
}

function eventFor(result: SubjectResult, cause: string): NewEvent {
  const { subject, outcome, message } = result;
  return {
    subject,
    type: NORMAL.has(outcome) ? 'Normal' : 'Warning',
    reason: reasonOf(result),
    message: message || cause,
  };
}

/** Of a pod in this pass. */
interface Seen {
  readonly awaited: boolean;
  /** Its container was not there. */
  readonly isGone: boolean;
}

function endingOf(
  result: SubjectResult,
  record: PodRecord,
  options: ApplyOptions,
  { awaited, isGone }: Seen,
): PodEnding | undefined {
  // What was ready before and has no container now serves nobody, whoever touched it.
  const serving = isTrue(record.conditions, 'GatewayReady') && !isGone;
  const good: PodEnding = record.applied?.suspended
    ? { kind: 'suspended' }
    : options.wait
      ? { kind: 'ready' }
      : { kind: 'started' };
  switch (result.outcome) {
    case 'created':
    case 'updated':
    case 'healed':
      return good;
    case 'unchanged': {
      // Only a pod that was marked as out of step, or was waited for, has anything to correct.
      if (serving) return isInStep(record.conditions) ? undefined : good;
      return awaited || record.applied?.suspended ? good : undefined;
    }
    case 'blocked':
      return { kind: 'blocked', reason: reasonOf(result), message: result.message };
    case 'deleted':
      return undefined;
    default:
      return failedEnding(result, record, serving);
  }
}

function failedEnding(
  result: SubjectResult,
  { conditions }: PodRecord,
  serving: boolean,
): PodEnding | undefined {
  const { outcome, message, touched, reason = '' } = result;
  // How often it died and when it is tried next says more than that it died.
  if (DEATHS.has(reason) && isInCrashLoop(conditions)) return undefined;
  return {
    kind: 'failed',
    reason: reasonOf(result),
    message: firstLine(message),
    stillServing: outcome === 'rolled-back' || (serving && !touched),
  };
}

const DEATHS: ReadonlySet<string> = new Set(['Crashed', OUT_OF_MEMORY]);

/** Log lines belong to the event; a condition is one sentence. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
