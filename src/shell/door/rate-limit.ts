/** At most so many in a window that begins with the first. */
export interface Limit {
  readonly most: number;
  readonly seconds: number;
}

interface Window {
  readonly until: number;
  taken: number;
}

/** Enough for a busy installation; past it the oldest are forgotten, so a flood takes no memory. */
const MOST_KEYS = 10_000;

/** Counts by key, in this process alone. */
export class RateLimiter {
  readonly #limit: Limit;
  readonly #now: () => Date;
  readonly #windows = new Map<string, Window>();

  constructor(limit: Limit, now: () => Date) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Counts one and answers 0, or counts none and answers the seconds to wait. */
  take(key: string): number {
    const now = this.#now().getTime();
    const window = this.#current(key, now);
    if (window.taken >= this.#limit.most) return Math.ceil((window.until - now) / 1000);
    window.taken += 1;
    return 0;
  }

  /** For one that turned out to be harmless. */
  giveBack(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined && window.taken > 0) window.taken -= 1;
  }

  #current(key: string, now: number): Window {
    const found = this.#windows.get(key);
    if (found !== undefined && found.until > now) return found;
    // Set anew, so that the map's order is the order of age.
    this.#windows.delete(key);
    const window = { until: now + this.#limit.seconds * 1000, taken: 0 };
    this.#windows.set(key, window);
    if (this.#windows.size > MOST_KEYS) this.#forgetOldest();
    return window;
  }

  #forgetOldest(): void {
    const { value: oldest } = this.#windows.keys().next();
    if (oldest !== undefined) this.#windows.delete(oldest);
  }
}
