import type { Subject } from '../../core/model/resource.ts';
import type { PlaceKind, Places } from '../places.ts';

interface Taken {
  readonly kind: PlaceKind;
  readonly leave: () => void;
}

/** Which pods have a place. */
export class PodPlaces {
  readonly #places: Places;
  readonly #taken = new Map<Subject, Taken>();

  constructor(places: Places) {
    this.#places = places;
  }

  /** The place that it has already, or a free one: what gives it back. */
  take(subject: Subject, kind: PlaceKind): (() => void) | undefined {
    const had = this.#taken.get(subject);
    if (had?.kind === kind) return had.leave;
    const giveBack = this.#places.tryTake(kind);
    if (giveBack === undefined) return undefined;
    had?.leave();
    const leave = (): void => {
      if (this.#taken.get(subject) === taken) this.#taken.delete(subject);
      giveBack();
    };
    const taken: Taken = { kind, leave };
    this.#taken.set(subject, taken);
    return leave;
  }

  /** It is as it is to be, or nobody works on it for now. */
  leave(subject: Subject): void {
    this.#taken.get(subject)?.leave();
  }

  /**
   * Its work ended before it was done. An update keeps its place for what comes next: the pod may be down,
   * and another one would be taken down beside it.
   */
  pause(subject: Subject): void {
    if (this.#taken.get(subject)?.kind !== 'update') this.leave(subject);
  }

  /** Nobody comes back to what is not wanted any more, unless work on it is under way. */
  keepOnly(isKept: (subject: Subject) => boolean): void {
    for (const subject of [...this.#taken.keys()]) if (!isKept(subject)) this.leave(subject);
  }
}
