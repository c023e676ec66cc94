import { expect, test } from 'vitest';
import type { Signal } from '../../core/alerts/signal.ts';
import type { Outcome, SubjectResult } from '../apply-result.ts';
import type { LoopEvent } from '../loop/loop-event.ts';
import { signalsOf } from './signals.ts';

const POD = 'pod/acme/agent';
const TIMING = { sourceStaleAfterMs: 900_000 };

const line = (signal: Signal): string => {
  if (signal.kind === 'well') return `well ${signal.key}`;
  if (signal.kind === 'gone') return `gone ${signal.subject}`;
  const { alert, told } = signal;
  const how = typeof told === 'object' ? `after ${told.afterMs / 1000}s` : told;
  return `${alert.severity} ${alert.key} ${how}`;
};
const lines = (event: LoopEvent) => signalsOf(event, 0, TIMING).map(line);

const finished = (outcome: Outcome, message = ''): LoopEvent => {
  const result: SubjectResult = { subject: POD, outcome, message, seconds: 1 };
  return { kind: 'finished', result, foundBy: 'event' };
};
const channel = (kind: 'channel-lost' | 'channel-back'): LoopEvent => ({
  kind,
  subject: POD,
  channel: 'telegram',
  account: 'main',
  message: 'logged out',
});
const backingOff = (seconds: number): LoopEvent => ({
  kind: 'backing-off',
  subject: POD,
  heals: 7,
  until: new Date(seconds * 1000).toISOString(),
});

test.each<[string, LoopEvent, readonly string[]]>([
  ['a failure', finished('failed', 'no image'), [`critical failing ${POD} in-a-row`]],
  ['a change taken back', finished('rolled-back'), [`critical failing ${POD} in-a-row`]],
  [
    'something in the way',
    finished('blocked', 'a lost volume'),
    [`critical blocked ${POD} at-once`],
  ],
  ['an interrupt', finished('interrupted'), []],
  ['a deletion', finished('deleted'), [`gone ${POD}`]],
  [
    'a death',
    { kind: 'died', subject: POD },
    [`well unhealthy ${POD}`, `well channel-lost ${POD}`, `critical failing ${POD} in-a-row`],
  ],
  [
    'silence',
    { kind: 'unhealthy', subject: POD, message: 'no answer', policy: 'restart' },
    [`critical unhealthy ${POD} at-once`],
  ],
  [
    'silence that nobody minds',
    { kind: 'unhealthy', subject: POD, message: 'no answer', policy: 'none' },
    [],
  ],
  ['an answer', { kind: 'recovered', subject: POD }, [`well unhealthy ${POD}`]],
  ['a short wait', backingOff(8), []],
  ['a long wait', backingOff(48), [`critical restarts-used-up ${POD} at-once`]],
  [
    'a channel that is lost',
    channel('channel-lost'),
    [`critical channel-lost ${POD} telegram/main at-once`],
  ],
  ['a channel that is back', channel('channel-back'), [`well channel-lost ${POD} telegram/main`]],
  [
    'a source',
    { kind: 'source-failed', source: 'git', message: 'away' },
    ['warning source-stale source/git after 900s'],
  ],
  ['a source again', { kind: 'source-checked', source: 'git' }, ['well source-stale source/git']],
  [
    'the Engine',
    { kind: 'engine-lost', message: 'away' },
    ['critical engine-lost engine/docker after 60s'],
  ],
  [
    'manifests',
    { kind: 'load-failed', message: 'no secret' },
    ['warning manifests-refused manifests/all at-once'],
  ],
  ['what is no news', { kind: 'passed', seconds: 1, subjects: 1, failed: 0, idle: true }, []],
])('%s', (_what, event, expected) => {
  expect(lines(event).filter((each) => !each.startsWith(`well blocked`))).toEqual(expected);
});

test('a look that finds nothing to do does not say that a process answers', () => {
  expect(lines(finished('unchanged'))).not.toContain(`well unhealthy ${POD}`);
  expect(lines(finished('healed'))).toContain(`well unhealthy ${POD}`);
  expect(lines(finished('unchanged'))).toContain(`well failing ${POD}`);
});

test('what an agent wrote into its log is not told on, nor what looks like a secret', () => {
  const message =
    'it does not start with token sk-abcdefghijklmnop\nlast log lines:\n  hello Ms Smith';
  const [, told] = signalsOf(finished('failed', message), 0, TIMING);
  const text = JSON.stringify(told);
  expect(text).toContain('it does not start');
  expect(text).not.toMatch(/Smith|sk-abc/);
});
