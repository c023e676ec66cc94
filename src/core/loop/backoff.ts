/** How long to wait before the next try: 1 s, twice as long each time, a minute at most. */

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** The part that chance decides, so that what failed together is not tried again together. */
const JITTER = 0.2;

/** After the n-th time, counted from 1. `random` is from 0 to below 1. */
export function backoffMs(times: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, times - 1));
  return Math.round(full * (1 - JITTER * random));
}

/** A gateway that stays up so long has got over it. */
const HEALTHY_MS = 600_000;

/** What is known of a subject that had to be brought back. */
export interface Heals {
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
}

export const NO_HEALS: Heals = { count: 0, lastAt: Number.NEGATIVE_INFINITY };

/** So many are no chance any more: a person may stop a pod twice. */
const LOOP_HEALS = 3;

/** It comes down again and again, and has not been well for long enough since. */
export function isLooping({ count, lastAt }: Heals, now: number): boolean {
  return count >= LOOP_HEALS && now - lastAt < HEALTHY_MS;
}

/** One heal more; ten healthy minutes before it wipe out what was. */
export function healed({ count, lastAt }: Heals, now: number): Heals {
  return { count: now - lastAt >= HEALTHY_MS ? 1 : count + 1, lastAt: now };
}
