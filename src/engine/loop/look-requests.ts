import type { Subject } from '../../core/model/resource.ts';

/** Looks that somebody asks the loop for. Only a loop that runs takes them. */
export class LookRequests {
  #listener: ((subject: Subject) => void) | undefined;

  /** False where nobody leads here. */
  ask(subject: Subject): boolean {
    this.#listener?.(subject);
    return this.#listener !== undefined;
  }

  /** Answers how to stop. */
  listen(listener: (subject: Subject) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }
}
