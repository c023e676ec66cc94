import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { LoopEvent } from './loop-event.ts';

const EVERY_MS = 60_000;

/** Writes down when sources were last looked at, for whoever examines the installation. */
export class SourceNotes {
  readonly #store: Pick<StateStore, 'noteSources'>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #good = new Set<string>();
  #notedAt: number;

  constructor(
    store: Pick<StateStore, 'noteSources'>,
    clock: Pick<Clock, 'now'>,
    sources: readonly { readonly name: string }[],
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#notedAt = clock.now().getTime();
    // One that never works ages from here.
    this.#note(sources.map(({ name }) => name));
  }

  take(event: LoopEvent): void {
    if (event.kind === 'source-checked') this.#good.add(event.source);
    if (event.kind === 'source-failed') this.#good.delete(event.source);
    const now = this.#clock.now().getTime();
    if (event.kind !== 'passed' || now - this.#notedAt < EVERY_MS) return;
    this.#notedAt = now;
    // A watched folder tells what is wrong with it, and nothing while all is well.
    this.#note([...this.#good]);
  }

  #note(names: readonly string[]): void {
    // A database that is away is told elsewhere.
    this.#store.noteSources(names).catch(() => undefined);
  }
}
