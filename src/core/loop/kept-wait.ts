import type { FailureClass } from '../model/errors.ts';
import { NO_HEALS } from './backoff.ts';
import type { Learned } from './work-queue.ts';

/** What outlives a server of what its queue learned of one subject. Times as in the queue. */
export interface KeptWait {
  readonly heals: number;
  readonly lastHealAt: number | undefined;
  readonly failures: number;
  readonly failure: FailureClass | undefined;
  readonly notBefore: number | undefined;
}

/** Long enough that neither its heals nor its waiting mean anything any more. */
const FORGOTTEN_MS = 600_000;

/** Undefined when there is nothing to be kept. */
export function keptWait(entry: Learned, now: number): KeptWait | undefined {
  const { heals, failures, failure, notBefore } = entry;
  const isOver = now - heals.lastAt >= FORGOTTEN_MS;
  if (failures === 0 && (heals.count === 0 || isOver)) return undefined;
  return {
    heals: heals.count,
    lastHealAt: finite(heals.lastAt),
    failures,
    failure,
    notBefore: finite(notBefore),
  };
}

export function learnedFrom({ heals, lastHealAt, ...kept }: KeptWait): Learned {
  return {
    failures: kept.failures,
    failure: kept.failure,
    notBefore: kept.notBefore ?? Number.NEGATIVE_INFINITY,
    heals: lastHealAt === undefined ? NO_HEALS : { count: heals, lastAt: lastHealAt },
  };
}

/**
 * Whether two differ in what a next server would do. Who waits for somebody else looks twice a minute,
 * for as long as that takes: counting these looks is worth no write.
 */
export function isSameWait(left: KeptWait | undefined, right: KeptWait | undefined): boolean {
  return left === right || printOf(left) === printOf(right);
}

function printOf(wait: KeptWait | undefined): string {
  if (wait === undefined) return '';
  const { heals, lastHealAt, failures, failure } = wait;
  return [heals, lastHealAt, failure, failure === 'Waiting' ? 1 : failures].join();
}

function finite(time: number): number | undefined {
  return Number.isFinite(time) ? time : undefined;
}
