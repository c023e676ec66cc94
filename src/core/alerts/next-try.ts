/** When a message that was not taken is tried again: 5 s later, twice as long each time, an hour at most. */

const FIRST_MS = 5000;
const LONGEST_MS = 3_600_000;
/** Whoever did not take it for a day will not read it as news. */
const GIVE_UP_MS = 24 * 3_600_000;
/** The part that chance decides, so that a receiver that is back is not met by all at once. */
const JITTER = 0.3;

/**
 * Undefined when it is given up. `attempts` counts the one that just failed; times are milliseconds since
 * the epoch, `random` is from 0 to below 1.
 */
export function nextTryAt(
  { createdAt, attempts }: { readonly createdAt: number; readonly attempts: number },
  { now, random }: { readonly now: number; readonly random: number },
): number | undefined {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1));
  const next = now + Math.round(full * (1 - JITTER * random));
  return next - createdAt > GIVE_UP_MS ? undefined : next;
}
