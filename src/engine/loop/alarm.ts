import type { Clock } from '../../ports/clock.ts';

/** A sleep that others can end. A ring while nobody sleeps ends the next sleep at once. */
export class Alarm {
  #ringing = new AbortController();

  ring(): void {
    // A reason of our own: the error that would be made without one is not free.
    this.#ringing.abort('rung');
  }

  /** Longest waits are cut: whoever sleeps looks again anyway. */
  async sleep(clock: Pick<Clock, 'sleep'>, milliseconds: number): Promise<void> {
    const limited = Math.max(0, Math.min(milliseconds, LONGEST_MS));
    if (!this.#ringing.signal.aborted) await clock.sleep(limited, this.#ringing.signal);
    this.#ringing = new AbortController();
  }
}

const LONGEST_MS = 60_000;
