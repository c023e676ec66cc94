import type { Heals } from '../../core/loop/backoff.ts';
import { workEnding } from '../../core/loop/work-ending.ts';
import {
  broughtBack,
  emptyQueue,
  finish,
  forget,
  isIdle,
  type Learned,
  learnedOf,
  nextDueAt,
  restore,
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

export interface BoardParts {
  readonly clock: Pick<Clock, 'now'>;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onLoopEvent: OnLoopEvent;
  /** What is known of a subject that may fail again may have changed. */
  readonly onLearned: (subject: Subject, learned: Learned) => void;
}

/** The queue as it is now, with why each subject is in it. */
export class WorkBoard {
  readonly #parts: BoardParts;
  #queue: WorkQueue<Subject> = emptyQueue();
  readonly #waiting = new Map<Subject, Job>();
  /** Of what is worked on: rung when its manifest becomes another one. */
  readonly #changes = new Map<Subject, AbortController>();

  constructor(parts: BoardParts) {
    this.#parts = parts;
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
      if (foundBy === 'change') this.#changes.get(subject)?.abort();
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
        this.#changes.set(key, new AbortController());
        return [key, job];
      }),
    );
  }

  /** Aborted when the work on it is for a manifest that is another one by now. */
  superseded(subject: Subject): AbortSignal | undefined {
    return this.#changes.get(subject)?.signal;
  }

  /** Tells what came of it, and when it is tried again if that is not at once. */
  result(result: SubjectResult, foundBy: FoundBy): void {
    const { onLoopEvent } = this.#parts;
    onLoopEvent({ kind: 'finished', result, foundBy });
    this.finish(result.subject, workEnding(result.outcome, result.failure));
    const entry = this.#queue.entries.get(result.subject);
    if (result.outcome !== 'healed' || entry === undefined || entry.heals.count < 2) return;
    const until = new Date(entry.notBefore).toISOString();
    const { subject } = result;
    onLoopEvent({ kind: 'backing-off', subject, heals: entry.heals.count, until });
  }

  finish(subject: Subject, ending: WorkEnding): void {
    const moment = { now: this.#now(), random: this.#parts.random() };
    this.#queue = finish(this.#queue, subject, ending, moment);
    this.#changes.delete(subject);
    this.#parts.onLearned(subject, this.learned(subject));
  }

  learned(subject: Subject): Learned {
    return learnedOf(this.#queue, subject);
  }

  restore(learned: ReadonlyMap<Subject, Learned>): void {
    this.#queue = restore(this.#queue, learned);
  }

  /** Docker did so by itself. */
  broughtBack(subject: Subject, times: number): Heals {
    this.#queue = broughtBack(this.#queue, subject, times, this.#now());
    const learned = this.learned(subject);
    this.#parts.onLearned(subject, learned);
    return learned.heals;
  }

  /** `deletes`: somebody comes to what is not kept. Else nobody does, so work on it goes on to its end. */
  keepOnly(subjects: ReadonlySet<Subject>, { deletes }: { readonly deletes: boolean }): void {
    const gone = [...this.#changes].filter(([subject]) => !subjects.has(subject));
    if (deletes) for (const [, change] of gone) change.abort();
    this.#queue = forget(this.#queue, (subject) => subjects.has(subject));
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}
