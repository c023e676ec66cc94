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
    const window = this.#current(key);
    if (window.taken >= this.#limit.most) return this.#left(window);
    window.taken += 1;
    return 0;
  }

  /** What `take` would answer, with nothing counted. */
  wait(key: string): number {
    const window = this.#windows.get(key);
    return window !== undefined && window.taken >= this.#limit.most ? this.#left(window) : 0;
  }

  /** For one that turned out to be harmless. */
  giveBack(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined && window.taken > 0) window.taken -= 1;
  }

  /** Seconds until it is over; 0 when it is. */
  #left(window: Window): number {
    return Math.max(0, Math.ceil((window.until - this.#now().getTime()) / 1000));
  }

  #current(key: string): Window {
    const now = this.#now().getTime();
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
