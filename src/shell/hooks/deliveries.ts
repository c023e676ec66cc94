interface Delivery {
  readonly until: number;
  readonly run: string;
}

const KEPT_MS = 3_600_000;
const MOST = 10_000;

/** Which deliveries had a run: forges send again what they think was lost. */
export class Deliveries {
  readonly #now: () => Date;
  readonly #known = new Map<string, Delivery>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The run of a delivery that came before, else a new one. */
  runOf(key: string, begin: () => string): { readonly run: string; readonly isNew: boolean } {
    const now = this.#now().getTime();
    const known = this.#known.get(key);
    if (known !== undefined && known.until > now) return { run: known.run, isNew: false };
    this.#known.delete(key);
    const run = begin();
    this.#known.set(key, { until: now + KEPT_MS, run });
    const { value: oldest } = this.#known.keys().next();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
    return { run, isNew: true };
  }
}
