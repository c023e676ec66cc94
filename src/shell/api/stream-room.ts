import { Problem } from './problem.ts';

/** At once: of all who ask, and of one token. */
export interface StreamLimits {
  readonly all: number;
  readonly ofToken: number;
}

/** Counts who holds a stream open. */
export class StreamRoom {
  readonly #limits: StreamLimits;
  readonly #open = new Map<string, number>();

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** Answers how to leave. */
  enter(name: string): () => void {
    const own = this.#open.get(name) ?? 0;
    const all = [...this.#open.values()].reduce((sum, each) => sum + each, 0);
    if (own >= this.#limits.ofToken || all >= this.#limits.all) {
      throw new Problem(429, 'TooManyStreams', 'too many streams are open', {
        headers: { 'Retry-After': '30' },
      });
    }
    this.#open.set(name, own + 1);
    return () => {
      const left = (this.#open.get(name) ?? 1) - 1;
      if (left > 0) this.#open.set(name, left);
      else this.#open.delete(name);
    };
  }
}
