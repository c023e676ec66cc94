/**
 * Deaths of a process that Docker brings back by itself, told from its count of restarts. Docker waits
 * 100 ms at first and twice as long each time, a minute at most; whoever ran for ten seconds begins
 * anew. So a process that dies every twelve seconds is restarted at full speed for ever.
 */
export interface Life {
  /** Of the container. */
  readonly id: string;
  readonly restarts: number;
  /** Deaths in a row that came within ten seconds of their start. */
  readonly quick: number;
}

export interface SeenLife {
  readonly id: string;
  readonly restartCount: number;
  /** Docker waits; else it has started it again already. */
  readonly waiting: boolean;
  /** RFC 3339; while Docker waits, of the life that ended. */
  readonly startedAt: string;
}

const QUICK_MS = 10_000;
const FIRST_MS = 100;
const LONGEST_MS = 60_000;

/** `died`: how often since the look before; 0 for a container that is seen for the first time. */
export function nextLife(
  before: Life | undefined,
  { id, restartCount, waiting, startedAt }: SeenLife,
  now: number,
): { readonly life: Life; readonly died: number } {
  const isSame = before?.id === id && restartCount >= before.restarts;
  const died = isSame ? restartCount - before.restarts : 0;
  if (died === 0) {
    return { life: { id, restarts: restartCount, quick: isSame ? before.quick : 0 }, died };
  }
  // Who is looked at so soon after a death and runs again was not made to wait.
  const isQuick = waiting && now - Date.parse(startedAt) < QUICK_MS;
  const quick = isQuick ? (before?.quick ?? 0) + died : 1;
  return { life: { id, restarts: restartCount, quick }, died };
}

/** How long Docker waits after the last death. */
export function dockerWaitMs({ quick }: Life): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, quick - 1));
}
