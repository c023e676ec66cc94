import { expect, test } from 'vitest';
import type { Signal } from '../../core/alerts/signal.ts';
import type { Outcome, SubjectResult } from '../apply-result.ts';
import type { LoopEvent } from '../loop/loop-event.ts';
import { signalsOf } from './signals.ts';

const POD = 'pod/acme/agent';
const TIMING = { sourceStaleAfterMs: 900_000 };

const line = (signal: Signal): string => {
  if (signal.kind === 'well') return `well ${signal.key}`;
  if (signal.kind === 'only') return `only ${signal.prefix}[${signal.keys}]`;
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
const TELEGRAM = { channel: 'telegram', account: 'main' };
const report = (account: string, status: 'True' | 'False' | 'Unknown') => {
  const message = status === 'False' ? 'logged out' : '';
  return { channel: 'telegram', account, status, reason: 'X', message, lastInboundAt: undefined };
};
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
    [`well unhealthy ${POD}`, `only channel-lost ${POD} []`, `critical failing ${POD} in-a-row`],
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
  [
    'want of memory',
    { kind: 'out-of-memory', subject: POD, limitBytes: 1 },
    [`critical out-of-memory ${POD} passing`],
  ],
  [
    'a guard against deleting',
    { kind: 'plan-refused', reasons: ['too many'] },
    ['warning plan-refused manifests/all passing'],
  ],
  ['what another writer took over', finished('superseded'), []],
  ['an answer', { kind: 'recovered', subject: POD }, [`well unhealthy ${POD}`]],
  ['a short wait', backingOff(8), []],
  ['a long wait', backingOff(48), [`critical restarts-used-up ${POD} at-once`]],
  [
    'a channel that is lost',
    { kind: 'channel-lost', subject: POD, ...TELEGRAM, message: 'logged out' },
    [`critical channel-lost ${POD} telegram/main at-once`],
  ],
  [
    'a look at channels',
    {
      kind: 'channels',
      subject: POD,
      accounts: [report('a', 'True'), report('b', 'False'), report('c', 'Unknown')],
    },
    [
      `critical channel-lost ${POD} telegram/b at-once`,
      `only channel-lost ${POD} [channel-lost ${POD} telegram/b]`,
    ],
  ],
  [
    'a channel that is back',
    { kind: 'channel-back', subject: POD, ...TELEGRAM },
    [`well channel-lost ${POD} telegram/main`],
  ],
  [
    'a source',
    { kind: 'source-failed', source: 'git', message: 'away', runs: [] },
    ['warning source-stale source/git after 900s'],
  ],
  [
    'a source again',
    { kind: 'source-checked', source: 'git', runs: [] },
    ['well source-stale source/git'],
  ],
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
