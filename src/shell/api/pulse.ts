import type { SSEStreamingApi } from 'hono/streaming';

/** So many beats that a reader takes no byte. */
const SLOW_BEATS = 3;

/** Says that a stream is alive where nothing else does, and ends it for a reader that takes nothing. */
export class Pulse {
  readonly #stream: SSEStreamingApi;
  readonly #isValid: () => Promise<boolean>;
  readonly #drop: () => void;
  #writing = false;
  #silentBeats = 0;

  constructor(stream: SSEStreamingApi, isValid: () => Promise<boolean>, drop: () => void) {
    this.#stream = stream;
    this.#isValid = isValid;
    this.#drop = drop;
  }

  async write(work: () => Promise<unknown>): Promise<void> {
    this.#writing = true;
    await work();
    this.#writing = false;
    this.#silentBeats = 0;
  }

  /** A state that cannot be asked just now ends no stream. */
  async beat(end: AbortController): Promise<void> {
    if (!(await this.#isValid().catch(() => true))) return end.abort();
    if (!this.#writing) return this.write(() => this.#stream.write(': alive\n\n'));
    this.#silentBeats += 1;
    if (this.#silentBeats >= SLOW_BEATS) this.#drop();
  }
}
