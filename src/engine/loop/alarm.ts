import type { Clock } from '../../ports/clock.ts';

/** A sleep that others can end. A ring while nobody sleeps ends the next sleep at once. */
export class Alarm {
  #ringing = new AbortController();

  ring(): void {
    // With a reason, since without one an error is made each time, with its stack.
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
