import { isSameWait, type KeptWait, learnedFrom } from '../../core/loop/kept-wait.ts';
import type { Learned } from '../../core/loop/work-queue.ts';
import type { Subject } from '../../core/model/resource.ts';
import type { WaitStore } from '../../ports/wait-store.ts';

/**
 * Keeps in the state what a server learned by failing, for the one that leads after it. Writes one after
 * the other and never in the loop's way; a state that is away is told elsewhere.
 */
export class WaitKeeper {
  readonly #store: WaitStore;
  readonly #kept = new Map<Subject, KeptWait & { readonly wish: string }>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(store: WaitStore) {
    this.#store = store;
  }

  /** Rejects when the state is away. */
  async load(): Promise<void> {
    for (const { subject, ...wait } of await this.#store.list()) this.#kept.set(subject, wait);
  }

  /** Of subjects that are wanted as they were then; all else is dropped. */
  learned(wishes: ReadonlyMap<Subject, string>): ReadonlyMap<Subject, Learned> {
    const entries = [...this.#kept];
    const good = entries.filter(([subject, { wish }]) => wishes.get(subject) === wish);
    this.forget((subject) => good.some(([key]) => key === subject));
    return new Map(good.map(([subject, wait]) => [subject, learnedFrom(wait)]));
  }

  /** What is known now; writes when a next server would do something else by it. */
  note(subject: Subject, wish: string | undefined, wait: KeptWait | undefined): void {
    if (isSameWait(this.#kept.get(subject), wait) || wish === undefined) return;
    if (wait === undefined) {
      this.forget((key) => key !== subject);
      return;
    }
    this.#kept.set(subject, { ...wait, wish });
    this.#write(() => this.#store.keep({ subject, wish, ...wait }));
  }

  forget(isKept: (subject: Subject) => boolean): void {
    const gone = [...this.#kept.keys()].filter((subject) => !isKept(subject));
    for (const subject of gone) this.#kept.delete(subject);
    if (gone.length > 0) this.#write(() => this.#store.drop(gone));
  }

  async settled(): Promise<void> {
    await this.#writing;
  }

  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work).catch(() => undefined);
  }
}
