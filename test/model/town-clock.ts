import type { Clock } from '../../src/ports/clock.ts';

/** A process that may be killed: nobody in it hears anything from then on. */
export interface Life {
  readonly name: string;
  alive: boolean;
}

interface Sleeper {
  readonly at: number;
  readonly life: Life | undefined;
  readonly wake: () => void;
}

/** At one moment; nobody who means to sleep wakes so often. */
const MOST_MOVES = 500;

/** One time for all processes, which moves from one sleeper to the next and only when it is told to. */
export class TownClock {
  #time = Date.UTC(2026, 10, 25);
  #sleepers: Sleeper[] = [];
  #moves = 0;

  get time(): number {
    return this.#time;
  }

  now(): Date {
    return new Date(this.#time);
  }

  /** Undefined when nobody waits for any time to pass. */
  get nextAt(): number | undefined {
    this.#sleepers = this.#sleepers.filter(({ life }) => life?.alive !== false);
    return this.#sleepers.reduce<number | undefined>(
      (first, { at }) => (first === undefined ? at : Math.min(first, at)),
      undefined,
    );
  }

  /** Moves to this time, and wakes who sleeps until then. */
  moveTo(time: number): void {
    this.#moves = time > this.#time ? 0 : this.#moves + 1;
    if (this.#moves > MOST_MOVES) throw new Error('somebody waits again and again for no time');
    this.#time = Math.max(this.#time, time);
    const due = this.#sleepers.filter(({ at }) => at <= this.#time);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#time);
    for (const { wake, life } of due) if (life?.alive !== false) wake();
  }

  /** Outside of all processes. */
  after(milliseconds: number, wake: () => void): void {
    this.#sleepers.push({ at: this.#time + milliseconds, life: undefined, wake });
  }

  of(life: Life): Clock {
    return {
      now: () => this.now(),
      sleep: (milliseconds, signal) => this.#sleep(life, milliseconds, signal),
    };
  }

  async #sleep(life: Life, milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    const sleeper = { at: this.#time + Math.max(0, milliseconds), life, wake };
    this.#sleepers.push(sleeper);
    signal?.addEventListener('abort', wake, { once: true });
    await promise;
    this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
    signal?.removeEventListener('abort', wake);
  }
}
