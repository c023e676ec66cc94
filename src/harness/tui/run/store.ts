import type { CliContext } from '../../cli/context.ts';
import type { Effect } from '../state/effect.ts';
import type { Message } from '../state/message.ts';
import { atRest, reduce } from '../state/reduce.ts';
import type { TopState } from '../state/top-state.ts';

/** News are drawn at most so often; what a key does is drawn at once. */
const NEWS_MS = 250;

export interface StoreOptions {
  readonly clock: CliContext['clock'];
  readonly onEffect: (effect: Effect) => void;
}

/** Keeps the state and tells who draws it; neither flood nor silence makes it draw too often. */
export class TopStore {
  #state: TopState;
  #shown: TopState;
  readonly #options: StoreOptions;
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(state: TopState, options: StoreOptions) {
    this.#state = state;
    this.#shown = state;
    this.#options = options;
  }

  get state(): TopState {
    return this.#state;
  }

  /** What is drawn: it stays the same between two drawings. */
  readonly shown = (): TopState => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  press(keys: readonly string[]): void {
    const now = this.#options.clock.now().getTime();
    const effects = keys.flatMap((key) => this.#take({ kind: 'key', key, now }));
    this.#draw();
    for (const effect of effects) this.#options.onEffect(effect);
  }

  resize(size: TopState['size']): void {
    this.#take({ kind: 'resize', size });
    this.#draw();
  }

  /** For all that is no key. */
  tell(message: Message): void {
    const effects = this.#take(message);
    this.#timer ??= setTimeout(() => this.#draw(), NEWS_MS);
    for (const effect of effects) this.#options.onEffect(effect);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#listeners.clear();
  }

  #take(message: Message): readonly Effect[] {
    const { state, effects } = reduce(this.#state, message);
    this.#state = state;
    return effects;
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#state = atRest(this.#state);
    if (this.#shown === this.#state) return;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  }
}
