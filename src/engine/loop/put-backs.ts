import type { PodKey } from '../../core/model/resource.ts';

/** Places of configs that somebody wants put back, until a pass that knew of it has done so. */
export class PutBacks {
  readonly #wanted = new Map<PodKey, readonly string[]>();

  want(pod: PodKey, places: readonly string[]): void {
    this.#wanted.set(pod, [...new Set([...(this.#wanted.get(pod) ?? []), ...places])]);
  }

  /** As it is now; what is wanted later is for a later pass. */
  snapshot(): ReadonlyMap<PodKey, readonly string[]> {
    return new Map(this.#wanted);
  }

  /** `places` are those that the pass knew of. */
  done(pod: PodKey, places: readonly string[] | undefined): void {
    if (this.#wanted.get(pod) === places) this.#wanted.delete(pod);
  }
}
