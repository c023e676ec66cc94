import { LineBuffer, type Taken } from '../../core/logs/line-buffer.ts';
import { LONGEST_RAW } from '../../core/logs/log-line.ts';
import type { Clock } from '../../ports/clock.ts';

/** Of each batch, and how often there is one. Cleaning it takes time, the more the longer it is. */
const MOST = { lines: 500, characters: 200_000 };
const BATCH_MS = 250;
/** Read of what a process writes, in characters each second: the rest of the server goes on beside it. */
const MOST_READ = 4_000_000;
const WINDOW_MS = 1000;

/**
 * Lines in batches, at a rate that a page can show: the first at once, the others together. Of a flood
 * the newest are kept, and what was left out is counted. Ends with the lines, or the signal.
 */
export async function* paced(
  lines: AsyncIterable<string>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Taken> {
  const pump = new Pump(lines, clock, signal);
  const running = pump.run();
  try {
    while (!signal.aborted) {
      await pump.news();
      const taken = pump.buffer.takeAll();
      if (taken.lines.length > 0) yield taken;
      if (pump.isDone && pump.buffer.isEmpty) break;
      await clock.sleep(BATCH_MS, signal);
    }
    if (pump.isDone) await running;
  } finally {
    // Its failure has been told, or nobody is left to be told.
    running.catch(() => undefined);
  }
}

/** Reads as fast as lines come, up to a limit, whether somebody takes them or not. */
class Pump {
  readonly buffer = new LineBuffer(MOST);
  readonly #lines: AsyncIterable<string>;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  isDone = false;
  #wake = Promise.withResolvers<void>();

  constructor(lines: AsyncIterable<string>, clock: Clock, signal: AbortSignal) {
    this.#lines = lines;
    this.#clock = clock;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    let read = 0;
    let windowStart = this.#clock.now().getTime();
    try {
      for await (const line of this.#lines) {
        if (this.#signal.aborted) return;
        this.buffer.push(line.length > LONGEST_RAW ? beginningOf(line) : line);
        this.#wake.resolve();
        read += line.length;
        const passed = this.#clock.now().getTime() - windowStart;
        if (read > MOST_READ && passed < WINDOW_MS) {
          await this.#clock.sleep(WINDOW_MS - passed, this.#signal);
        }
        if (passed >= WINDOW_MS || read > MOST_READ) {
          windowStart = this.#clock.now().getTime();
          read = 0;
        }
      }
    } finally {
      this.isDone = true;
      this.#wake.resolve();
    }
  }

  /** Resolves when there is a line, or there will be none. */
  async news(): Promise<void> {
    if (!this.buffer.isEmpty || this.isDone) return;
    this.#wake = Promise.withResolvers();
    if (this.isDone || !this.buffer.isEmpty) return;
    const onAbort = (): void => this.#wake.resolve();
    this.#signal.addEventListener('abort', onAbort, { once: true });
    await this.#wake.promise;
    this.#signal.removeEventListener('abort', onAbort);
  }
}

/** A copy: a slice would keep the whole in memory. */
function beginningOf(line: string): string {
  return Buffer.from(line.slice(0, LONGEST_RAW)).toString();
}
