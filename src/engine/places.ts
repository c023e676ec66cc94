/** A change may take a pod down on purpose, so only so many do at once; what is down already is healed beside. */
export type PlaceKind = 'change' | 'heal';

/** Room for so many pods that are worked on at once, for each kind of work. */
export class Places {
  readonly #size: number;
  readonly #taken: Record<PlaceKind, number> = { change: 0, heal: 0 };
  readonly #waiting: Record<PlaceKind, (() => void)[]> = { change: [], heal: [] };

  constructor(size: number) {
    this.#size = size;
  }

  /** A place, where one is free at this moment: what gives it back, and does nothing a second time. */
  tryTake(kind: PlaceKind): (() => void) | undefined {
    if (this.#taken[kind] >= this.#size) return undefined;
    this.#taken[kind] += 1;
    return this.#leaving(kind);
  }

  /** A place as soon as there is one, in the order in which they were asked for. */
  async take(kind: PlaceKind): Promise<() => void> {
    const leave = this.tryTake(kind);
    if (leave !== undefined) return leave;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting[kind].push(resolve);
    await promise;
    return this.#leaving(kind);
  }

  #leaving(kind: PlaceKind): () => void {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting[kind].shift();
      // Handed on, so that nobody who comes just now is served first.
      if (next === undefined) this.#taken[kind] -= 1;
      else next();
    };
  }
}
