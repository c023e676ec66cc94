import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    // An abort ends the sleep early and is no failure: who sleeps asks the signal itself.
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(
      () => undefined,
    );
  },
};
