import type { Clock } from '../../ports/clock.ts';

/** A sleep between two looks, and who ends it; each of them is served by the next look. */
export class LookBell {
  #runs: string[] = [];
  #ringing = new AbortController();

  ring(run: string): void {
    this.#runs.push(run);
    this.#ringing.abort();
  }

  /** For whom the look that begins now is. */
  take(): readonly string[] {
    const runs = this.#runs;
    this.#runs = [];
    this.#ringing = new AbortController();
    return runs;
  }

  async sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
    await clock.sleep(milliseconds, AbortSignal.any([signal, this.#ringing.signal]));
  }
}
