import type { Clock } from '../../src/ports/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it; who sleeps wakes in the order of time. */
export class ManualClock implements Clock {
  #time = Date.UTC(2026, 10, 25);
  readonly #sleepers = new Set<Sleeper>();

  now(): Date {
    return new Date(this.#time);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    const sleeper = { at: this.#time + milliseconds, wake };
    this.#sleepers.add(sleeper);
    signal?.addEventListener('abort', wake, { once: true });
    await promise;
    this.#sleepers.delete(sleeper);
    signal?.removeEventListener('abort', wake);
  }

  /** Everybody whose time comes gets their turn, at their time. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#time + milliseconds;
    await quiet();
    for (;;) {
      const next = [...this.#sleepers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#time = Math.max(this.#time, next.at);
      this.#sleepers.delete(next);
      next.wake();
      await quiet();
    }
    this.#time = end;
  }
}

/** Long enough for whatever can go on without the clock. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await new Promise((resume) => setImmediate(resume));
}
