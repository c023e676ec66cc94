import type { Operation, SubjectPlan } from '../core/model/operation.ts';

/**
 * `update` takes down what serves, on purpose, so only so many do at once, and each until it serves again.
 * What is down already, and what is new, has places of its own: nobody who never becomes ready is before it.
 */
export type PlaceKind = 'update' | 'create' | 'heal';

/** Room for so many pods that are worked on at once, for each kind of work. */
export class Places {
  readonly #size: number;
  readonly #onFree: () => void;
  readonly #taken = new Map<PlaceKind, number>();
  readonly #waiting = new Map<PlaceKind, (() => void)[]>();

  /** `onFree` is told of places that nobody waited for. */
  constructor(size: number, onFree: () => void = () => undefined) {
    this.#size = size;
    this.#onFree = onFree;
  }

  isFull(kind: PlaceKind): boolean {
    return (this.#taken.get(kind) ?? 0) >= this.#size;
  }

  /** A place, where one is free at this moment: what gives it back, and does nothing a second time. */
  tryTake(kind: PlaceKind): (() => void) | undefined {
    if (this.isFull(kind)) return undefined;
    this.#taken.set(kind, (this.#taken.get(kind) ?? 0) + 1);
    return this.#leaving(kind);
  }

  /** A place as soon as there is one, in the order in which they were asked for. */
  async take(kind: PlaceKind): Promise<() => void> {
    const leave = this.tryTake(kind);
    if (leave !== undefined) return leave;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(kind) ?? [];
    waiting.push(resolve);
    this.#waiting.set(kind, waiting);
    await promise;
    return this.#leaving(kind);
  }

  #leaving(kind: PlaceKind): () => void {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting.get(kind)?.shift();
      // Handed on, so that nobody who comes just now is served first.
      if (next !== undefined) return next();
      this.#taken.set(kind, (this.#taken.get(kind) ?? 0) - 1);
      this.#onFree();
    };
  }
}

export function placeKind({ verdict }: SubjectPlan, operations: readonly Operation[]): PlaceKind {
  if (verdict === 'create') return 'create';
  return operations.some(comesBack) ? 'update' : 'heal';
}

/** Something served before, and does again should this not become ready. */
export function comesBack({ action, undo = [] }: Operation): boolean {
  if (action.kind !== 'container.await-ready') return false;
  return undo.some(({ kind }) => kind === 'container.await-ready');
}
