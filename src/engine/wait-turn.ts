import type { Operation } from '../core/model/operation.ts';
import { messageOf } from '../core/status/message.ts';
import type { Outcome, SubjectResult } from './apply-result.ts';
import { comesBack } from './places.ts';
import { isDoneBy, isMoved, isStillThere } from './pod-sight.ts';
import type { SubjectRun } from './run-subject.ts';
import type { Lent } from './tenure.ts';

/** Why a subject's work ends before its last operation. */
export interface Stop {
  readonly outcome: Outcome;
  readonly message: string;
  readonly why?: Pick<SubjectResult, 'failure' | 'reason' | 'joined'>;
}

export const MOVED =
  'another AgentPod changed it meanwhile, and what that one did was left as it is';
const OUTDATED = 'its manifest changed while it was waited for';

/**
 * Waits for an agent, or for the road to it, without the lock and without the place of others. Rejects
 * with what went wrong, for whoever brings the pod back; answers why there is nothing to be done about
 * it any more: the manifest is another, another writer took the pod over, or the lock is not to be had.
 */
export async function waitTurn(
  run: SubjectRun,
  operation: Operation,
  wait: (signal: AbortSignal | undefined, look: () => void) => Promise<void>,
): Promise<Stop | 'joined' | undefined> {
  const { tenure, options, subject } = run;
  const changed = options.superseded?.(subject.subject);
  const signals = [options.signal, changed].filter((signal) => signal !== undefined);
  const signal = signals.length > 0 ? AbortSignal.any(signals) : undefined;
  let lent: Lent;
  try {
    lent = await tenure.lend((look) => wait(signal, look), placeMs(operation));
  } catch (error) {
    return { outcome: 'interrupted', message: `${messageOf(error)}; the next look goes on` };
  }
  const ended = whoElse(run, operation, lent);
  if (ended !== undefined) return ended;
  if (lent.error === undefined) return undefined;
  if (changed?.aborted && !options.signal?.aborted) {
    return { outcome: 'superseded', message: OUTDATED };
  }
  throw lent.error;
}

/**
 * An update that has something to go back to keeps its place, so that no more pods than that are down
 * for it at once. Whoever may never be ready has it for as long as a boot usually takes.
 */
function placeMs(operation: Operation): number {
  const { action } = operation;
  if (action.kind !== 'container.await-ready') return 0;
  return comesBack(operation) ? Number.POSITIVE_INFINITY : action.probe.bootSeconds * 1000;
}

function whoElse(
  { operations }: SubjectRun,
  { action }: Operation,
  { error, before, after }: Lent,
): Stop | 'joined' | undefined {
  if (before === undefined || after === undefined) return undefined;
  const isWell = error === undefined;
  const awaited = action.kind === 'container.await-ready' ? action.container : undefined;
  const isGone = isWell && awaited !== undefined && !isStillThere(awaited, before, after);
  if (!isGone && !isMoved(before, after)) return undefined;
  if (isWell && !isGone && isDoneBy(operations, after)) return 'joined';
  return { outcome: 'superseded', message: MOVED };
}
