import { workEnding } from '../../core/loop/work-ending.ts';
import {
  emptyQueue,
  finish,
  forget,
  isIdle,
  nextDueAt,
  take,
  type WorkEnding,
  type WorkQueue,
  wake,
} from '../../core/loop/work-queue.ts';
import type { Subject } from '../../core/model/resource.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SubjectResult } from '../apply-result.ts';
import type { FoundBy, OnLoopEvent } from './loop-event.ts';

/** A change outweighs an event, and an event what a look at everything would have found anyway. */
const WEIGHT: Readonly<Record<FoundBy, number>> = {
  resync: 0,
  event: 1,
  probe: 1,
  request: 1,
  start: 2,
  change: 3,
};

/** Whoever changed something, or asks, does not want to wait for the next try. */
const ENDS_WAITING: ReadonlySet<FoundBy> = new Set(['change', 'request']);

export interface Job {
  readonly foundBy: FoundBy;
  /** An event that only a look into the container explains. */
  readonly refresh: boolean;
}

/** The queue as it is now, with why each subject is in it. */
export class WorkBoard {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #random: () => number;
  readonly #onLoopEvent: OnLoopEvent;
  #queue: WorkQueue<Subject> = emptyQueue();
  readonly #waiting = new Map<Subject, Job>();

  constructor(clock: Pick<Clock, 'now'>, random: () => number, onLoopEvent: OnLoopEvent) {
    this.#clock = clock;
    this.#random = random;
    this.#onLoopEvent = onLoopEvent;
  }

  get isIdle(): boolean {
    return isIdle(this.#queue);
  }

  get nextDueAt(): number | undefined {
    return nextDueAt(this.#queue);
  }

  isRunning(subject: Subject): boolean {
    return this.#queue.entries.get(subject)?.running === true;
  }

  wake(subjects: readonly Subject[], foundBy: FoundBy, { delayMs = 0, refresh = true } = {}): void {
    const at = this.#now() + delayMs;
    this.#queue = wake(this.#queue, subjects, at, { changed: ENDS_WAITING.has(foundBy) });
    for (const subject of subjects) {
      const job = this.#waiting.get(subject);
      const outweighs = job === undefined || WEIGHT[foundBy] > WEIGHT[job.foundBy];
      const reason = outweighs ? foundBy : job.foundBy;
      this.#waiting.set(subject, { foundBy: reason, refresh: refresh || job?.refresh === true });
    }
  }

  take(): ReadonlyMap<Subject, Job> {
    const { queue, keys } = take(this.#queue, this.#now());
    this.#queue = queue;
    return new Map(
      keys.map((key) => {
        const job = this.#waiting.get(key) ?? { foundBy: 'resync', refresh: true };
        this.#waiting.delete(key);
        return [key, job];
      }),
    );
  }

  /** Tells what came of it, and when it is tried again if that is not at once. */
  result(result: SubjectResult, foundBy: FoundBy): void {
    this.#onLoopEvent({ kind: 'finished', result, foundBy });
    this.finish(result.subject, workEnding(result.outcome, result.failure));
    const entry = this.#queue.entries.get(result.subject);
    if (result.outcome !== 'healed' || entry === undefined || entry.heals.count < 2) return;
    const until = new Date(entry.notBefore).toISOString();
    const { subject } = result;
    this.#onLoopEvent({ kind: 'backing-off', subject, heals: entry.heals.count, until });
  }

  finish(subject: Subject, ending: WorkEnding): void {
    const moment = { now: this.#now(), random: this.#random() };
    this.#queue = finish(this.#queue, subject, ending, moment);
  }

  keepOnly(subjects: ReadonlySet<Subject>): void {
    this.#queue = forget(this.#queue, (subject) => subjects.has(subject));
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
