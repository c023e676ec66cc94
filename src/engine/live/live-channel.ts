import { Ring } from '../../core/live/ring.ts';
import { type LiveChange, liveChanges, type Shown, snapshotJson } from '../../core/live/shown.ts';

/** One message of the live stream. */
export interface LiveMessage {
  /** Where to go on after it. */
  readonly id: string;
  readonly event: 'snapshot' | LiveChange['event'];
  /** JSON on one line. */
  readonly data: string;
}

/** So far a reader may fall behind, or be away, before it gets a new snapshot. */
const KEPT = 2000;

/** What may be seen of one scope, and how it came to be: the same for all who follow it. */
export class LiveChannel {
  /** Of this process's telling: ids of another one say nothing here. */
  readonly #epoch: string;
  readonly #ring = new Ring<LiveChange>(KEPT);
  #shown: Shown | undefined;
  #news = Promise.withResolvers<void>();
  followers = 0;
  /** Nobody followed for a while: what is shown is not what is. */
  #stale = true;

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  show(shown: Shown): void {
    const changes = liveChanges(this.#shown ?? new Map(), shown);
    const isFirst = this.#shown === undefined;
    this.#shown = shown;
    if (!isFirst) for (const change of changes) this.#ring.push(change);
    const hasNews = changes.length > 0 || this.#stale;
    this.#stale = false;
    if (hasNews) this.nudge();
  }

  /** First what came behind `after`, or a snapshot; then each change. Ends for who is too slow. */
  async *read(after: string, signal: AbortSignal): AsyncGenerator<LiveMessage> {
    while (this.#stale && !signal.aborted) await this.#news.promise;
    let last = after;
    if (this.#after(last) === undefined) {
      const snapshot = this.#snapshot();
      last = snapshot.id;
      yield snapshot;
    }
    while (!signal.aborted) {
      const news = this.#news.promise;
      const messages = this.#after(last);
      if (messages === undefined) return;
      yield* messages;
      last = messages.at(-1)?.id ?? last;
      if (messages.length === 0) await news;
    }
  }

  /** Until somebody follows again. */
  rest(): void {
    this.#stale = true;
  }

  /** Has whoever waits look again. */
  nudge(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  #snapshot(): LiveMessage {
    const data = snapshotJson(this.#shown ?? new Map());
    return { id: this.#id(this.#ring.newest), event: 'snapshot', data };
  }

  /** What came behind the message of this id; undefined when only a snapshot can tell. */
  #after(id: string): readonly LiveMessage[] | undefined {
    const [epoch, number] = id.split('-');
    if (epoch !== this.#epoch || !/^\d{1,15}$/.test(number ?? '')) return undefined;
    const from = Number(number);
    return this.#ring
      .after(from)
      ?.map((change, index) => ({ ...change, id: this.#id(from + index + 1) }));
  }

  #id(number: number): string {
    return `${this.#epoch}-${number}`;
  }
}
