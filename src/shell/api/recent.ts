interface Kept<Value> {
  readonly at: number;
  readonly value: Promise<Value>;
}

const FRESH_MS = 1000;

/** Gives all who ask within a second, or so long, the same answer: a look costs the Engine a call per pod. */
export class Recent<Value> {
  readonly #now: () => Date;
  readonly #freshMs: number;
  readonly #kept = new Map<string, Kept<Value>>();

  constructor(now: () => Date, freshMs = FRESH_MS) {
    this.#now = now;
    this.#freshMs = freshMs;
  }

  /** A failure is nobody's answer but of those who waited for it. */
  get(key: string, find: () => Promise<Value>): Promise<Value> {
    const now = this.#now().getTime();
    for (const [each, { at }] of this.#kept) {
      if (Math.abs(now - at) >= this.#freshMs) this.#kept.delete(each);
    }
    const before = this.#kept.get(key);
    if (before !== undefined) return before.value;
    const kept = { at: now, value: find() };
    this.#kept.set(key, kept);
    kept.value.catch(() => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    });
    return kept.value;
  }
}
