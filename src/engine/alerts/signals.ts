import type { Alert, AlertType } from '../../core/alerts/alert.ts';
import type { AlertTiming } from '../../core/alerts/alerts-config.ts';
import type { Signal } from '../../core/alerts/signal.ts';
import type { Subject } from '../../core/model/resource.ts';
import type { Severity } from '../../core/schema/alerts.ts';
import { outOfMemoryText } from '../../core/status/down-conditions.ts';
import { redact } from '../../core/status/redact.ts';
import type { Outcome, SubjectResult } from '../apply-result.ts';
import type { LoopEvent } from '../loop/loop-event.ts';

/** An Engine that is restarted is back before this. */
const ENGINE_LOST_MS = 60_000;
/** Tried again no more often than this, restarts are as good as used up. */
const LONG_WAIT_MS = 30_000;
const LONGEST_MESSAGE = 300;

const FAILURES: ReadonlySet<Outcome> = new Set(['failed', 'rolled-back', 'timed-out']);
/** There is another process since. */
const RENEWED: ReadonlySet<Outcome> = new Set(['created', 'updated', 'healed']);

/** What the loop tells, as far as it is about something that is wrong or no longer is. */
export function signalsOf(
  event: LoopEvent,
  now: number,
  timing: Pick<AlertTiming, 'sourceStaleAfterMs'>,
): readonly Signal[] {
  switch (event.kind) {
    case 'finished':
      return finished(event.result);
    case 'died':
      return [
        ...newProcess(event.subject),
        bad('failing', 'critical', event.subject, 'its process ended', 'in-a-row'),
      ];
    case 'unhealthy':
      if (event.policy === 'none') return [];
      return [bad('unhealthy', 'critical', event.subject, event.message, 'at-once')];
    case 'out-of-memory': {
      const words = `a process of it ${outOfMemoryText(event.limitBytes)}`;
      return [bad('out-of-memory', 'critical', event.subject, words, 'passing')];
    }
    case 'plan-refused':
      return [bad('plan-refused', 'warning', MANIFESTS, event.reasons.join('; '), 'passing')];
    case 'recovered':
      return wellOf(event.subject, ['unhealthy']);
    case 'backing-off':
      if (Date.parse(event.until) - now < LONG_WAIT_MS) return [];
      return [restartsUsedUp(event)];
    case 'channel-lost':
      return [channelLost(event.subject, event)];
    case 'channel-back':
      return [{ kind: 'well', key: channelKey(event.subject, event) }];
    case 'channels':
      return channels(event);
    case 'loaded':
      return [
        ...wellOf(MANIFESTS, ['manifests-refused']),
        ...event.removed.map((subject): Signal => ({ kind: 'gone', subject })),
      ];
    case 'refused':
    case 'load-failed':
      return [bad('manifests-refused', 'warning', MANIFESTS, refusal(event), 'at-once')];
    case 'source-checked':
      return wellOf(`source/${event.source}`, ['source-stale']);
    case 'source-failed': {
      const told = { afterMs: timing.sourceStaleAfterMs };
      return [bad('source-stale', 'warning', `source/${event.source}`, event.message, told)];
    }
    case 'engine-connected':
      return wellOf(ENGINE, ['engine-lost']);
    case 'engine-lost':
      return [bad('engine-lost', 'critical', ENGINE, event.message, { afterMs: ENGINE_LOST_MS })];
    default:
      return [];
  }
}

const MANIFESTS = 'manifests/all';
const ENGINE = 'engine/docker';

function finished({ subject, outcome, message }: SubjectResult): readonly Signal[] {
  if (outcome === 'interrupted' || outcome === 'superseded') return [];
  if (outcome === 'deleted') return [{ kind: 'gone', subject }];
  if (outcome === 'blocked') return [bad('blocked', 'critical', subject, message, 'at-once')];
  const unblocked = wellOf(subject, ['blocked']);
  if (FAILURES.has(outcome)) {
    const words = message === '' ? outcome : `${outcome}: ${message}`;
    return [...unblocked, bad('failing', 'critical', subject, words, 'in-a-row')];
  }
  // A look that finds nothing to do did not ask the process how it is.
  const renewed = RENEWED.has(outcome) ? newProcess(subject) : [];
  return [...unblocked, ...renewed, ...wellOf(subject, ['failing', 'restarts-used-up'])];
}

function restartsUsedUp({ subject, heals }: Extract<LoopEvent, { kind: 'backing-off' }>): Signal {
  const message = `brought back ${heals} times; now tried about once a minute`;
  return bad('restarts-used-up', 'critical', subject, message, 'at-once');
}

interface Account {
  readonly channel: string;
  readonly account: string;
}

/** Told at every look: over a restart of the server, nobody tells anew what was lost before. */
function channels({ subject, accounts }: Extract<LoopEvent, { kind: 'channels' }>) {
  const lost = accounts.filter(({ status, message }) => status === 'False' && message !== '');
  const keys = lost.map((each) => channelKey(subject, each));
  const only: Signal = { kind: 'only', prefix: keyOf('channel-lost', `${subject} `), keys };
  return [...lost.map((each) => channelLost(subject, each)), only];
}

function channelLost(subject: Subject, about: Account & { readonly message: string }): Signal {
  const name = channelName(about);
  return bad('channel-lost', 'critical', subject, `${name}: ${about.message}`, 'at-once', name);
}

function channelKey(subject: Subject, about: Account): string {
  return keyOf('channel-lost', subject, channelName(about));
}

function channelName({ channel, account }: Account): string {
  return account === '' ? channel : `${channel}/${account}`;
}

/** What was wrong with the one before is over with it. */
function newProcess(subject: Subject): readonly Signal[] {
  const prefix = keyOf('channel-lost', `${subject} `);
  return [...wellOf(subject, ['unhealthy']), { kind: 'only', prefix, keys: [] }];
}

function refusal(event: Extract<LoopEvent, { kind: 'refused' | 'load-failed' }>): string {
  if (event.kind === 'load-failed') return event.message;
  const errors = event.diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return 'the manifests are invalid';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${first.file}:${first.line}: ${first.message}${more}; what was in force stays so`;
}

export function bad(
  type: AlertType,
  severity: Severity,
  subject: Subject | string,
  message: string,
  told: Extract<Signal, { kind: 'bad' }>['told'],
  detail = '',
): Signal {
  const alert: Alert = {
    key: keyOf(type, subject, detail),
    type,
    severity,
    subject,
    message: oneLine(message),
  };
  return { kind: 'bad', alert, told };
}

export function keyOf(type: AlertType, subject: string, detail = ''): string {
  return [type, subject, ...(detail === '' ? [] : [detail])].join(' ');
}

function wellOf(subject: string, types: readonly AlertType[]): readonly Signal[] {
  return types.map((type) => ({ kind: 'well', key: keyOf(type, subject) }));
}

/** The first one: below it stands what an agent wrote into its log, which is its customer's. */
function oneLine(message: string): string {
  const [line = ''] = message.trim().split('\n');
  const text = redact(line);
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE - 1)}…` : text;
}
