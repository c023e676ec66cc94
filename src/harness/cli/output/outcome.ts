import { FIREWALL } from '../../../core/model/resource.ts';
import type { Outcome, SubjectResult } from '../../../engine/apply-result.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Tone } from './palette.ts';

/** What outcomes mean: their colour, and the exit code that a set of them gives. */
export const OUTCOME_TONE: Readonly<Record<Outcome, Tone>> = {
  created: 'good',
  updated: 'good',
  healed: 'good',
  deleted: 'good',
  unchanged: 'muted',
  blocked: 'bad',
  failed: 'bad',
  'rolled-back': 'warn',
  'timed-out': 'bad',
  interrupted: 'warn',
  superseded: 'warn',
};

const CHANGED: ReadonlySet<Outcome> = new Set(['created', 'updated', 'healed', 'deleted']);
const BAD: ReadonlySet<Outcome> = new Set([
  'blocked',
  'failed',
  'rolled-back',
  'timed-out',
  'interrupted',
  'superseded',
]);

const CODE_WHEN_ALL: Partial<Readonly<Record<Outcome, ExitCode>>> = {
  'timed-out': EXIT.timedOut,
  'rolled-back': EXIT.rolledBack,
  blocked: EXIT.refused,
};

/**
 * One kind of trouble has its own code; a mix is "failed", and "partly applied" when something
 * else was changed. A pod that is up but late is no partial result: everything was applied.
 */
export function outcomeCode(results: readonly SubjectResult[]): ExitCode {
  const bad = results.filter(({ outcome }) => BAD.has(outcome)).map(({ outcome }) => outcome);
  const [first] = bad;
  if (first === undefined) return EXIT.ok;
  const alike = bad.every((outcome) => outcome === first);
  if (alike && first === 'timed-out') return EXIT.timedOut;
  // The host's rules serve pods: they alone are no part of what was asked for.
  const done = results.filter(({ subject }) => subject !== FIREWALL);
  if (done.some(({ outcome }) => CHANGED.has(outcome))) return EXIT.partial;
  return (alike ? CODE_WHEN_ALL[first] : undefined) ?? EXIT.failed;
}
