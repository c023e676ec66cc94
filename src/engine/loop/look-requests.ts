import type { PodKey, Subject } from '../../core/model/resource.ts';
import { PutBacks } from './put-backs.ts';

interface Listener {
  readonly look: (subject: Subject) => void;
  readonly reload: (() => void) | undefined;
}

/** Looks that somebody asks the loop for. Only a loop that runs takes them. */
export class LookRequests {
  #listener: Listener | undefined;
  readonly putBacks = new PutBacks();

  /** False where nobody leads here. */
  ask(subject: Subject): boolean {
    this.#listener?.look(subject);
    return this.#listener !== undefined;
  }

  /** The manifests are read again now. */
  askReload(): void {
    this.#listener?.reload?.();
  }

  /** These places of a config are as the manifest says again, whoever owns them. False as above. */
  askPutBack(pod: PodKey, places: readonly string[]): boolean {
    if (this.#listener === undefined) return false;
    this.putBacks.want(pod, places);
    return this.ask(`pod/${pod}`);
  }

  /** Answers how to stop. */
  listen(look: (subject: Subject) => void, reload?: () => void): () => void {
    const listener = { look, reload };
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }
}
