import type { DesiredState } from '../../core/model/desired.ts';
import { type PodKey, parsePodKey, podSubject, type Subject } from '../../core/model/resource.ts';
import { messageOf } from '../../core/status/message.ts';
import type { SubjectResult } from '../apply-result.ts';
import type { LoopParts } from './loop-parts.ts';
import { type PassRequest, runPass } from './pass.ts';
import type { PassGround } from './pass-ground.ts';
import type { PutBacks } from './put-backs.ts';
import type { Job, WorkBoard } from './work-board.ts';

const STARTED: ReadonlySet<string> = new Set(['created', 'updated', 'healed']);
/** Neither done nor failed. */
const UNDONE: ReadonlySet<string> = new Set(['interrupted', 'superseded']);
const ACQUAINT_MS = 5000;

interface PassRunsParts extends Pick<LoopParts, 'settings' | 'onLoopEvent'> {
  readonly ground: PassGround;
  readonly board: WorkBoard;
  /** As it is now. */
  readonly desired: () => DesiredState | undefined;
  /** The board may have something due that it had not. */
  readonly onNews: () => void;
  readonly putBacks: PutBacks | undefined;
}

function isAmong(jobs: ReadonlyMap<Subject, Job>): (pod: PodKey) => boolean {
  return (pod) => jobs.has(podSubject(pod));
}

/** Carries out what the board gives, and brings back to it how each came out. */
export class PassRuns {
  readonly #parts: PassRunsParts;
  /** Two passes that delete could together go beyond what one may. */
  #pruning = false;
  /** Have something to be done, and no place. */
  readonly #queued = new Set<Subject>();

  constructor(parts: PassRunsParts) {
    this.#parts = parts;
  }

  /** `isResync`: a look at everything, which also finds what is to be deleted. */
  async run(
    jobs: ReadonlyMap<Subject, Job>,
    isResync: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { desired, settings, onLoopEvent, ground, putBacks } = this.#parts;
    const putBack = putBacks?.snapshot() ?? new Map<PodKey, readonly string[]>();
    const atFirst = desired();
    if (atFirst === undefined) return;
    const [began, all] = [this.#now(), [...jobs.values()]];
    const left = new Set(jobs.keys());
    const prunes = isResync && !this.#pruning && settings.prune.enabled;
    if (prunes) this.#pruning = true;
    const request: PassRequest = {
      desired: () => desired() ?? atFirst,
      keys: new Set(jobs.keys()),
      // What is to be put back is seen inside only, also by the look of who had no place at first.
      refresh: all.some(({ refresh }) => refresh) || [...putBack.keys()].some(isAmong(jobs)),
      expectsWork: all.some(({ foundBy }) => foundBy === 'change'),
      prune: { ...settings.prune, enabled: prunes },
      onResult: (result) => {
        left.delete(result.subject);
        this.#notePutBack(result, putBack);
        this.#take(result, jobs.get(result.subject));
      },
      onQueued: (subject) => {
        left.delete(subject);
        this.#queue(subject);
      },
      superseded: (subject) => this.#parts.board.superseded(subject),
      putBack,
      signal,
    };
    try {
      const summary = await runPass(ground, request);
      onLoopEvent({ kind: 'passed', seconds: (this.#now() - began) / 1000, ...summary });
      this.#finishUntold(left);
    } catch (error) {
      const news = { message: messageOf(error), subjects: [...left] };
      if (!signal.aborted) onLoopEvent({ kind: 'pass-failed', ...news });
      for (const subject of left) {
        this.#parts.board.finish(subject, { kind: 'failed', failure: 'Transient' });
      }
    } finally {
      if (prunes) this.#pruning = false;
    }
  }

  #take(result: SubjectResult, job: Job | undefined): void {
    const { board, ground, onNews } = this.#parts;
    board.result(result, job?.foundBy ?? 'resync');
    // Afterwards: it is due again itself before others hear of the place.
    if (UNDONE.has(result.outcome)) ground.podPlaces.pause(result.subject);
    else ground.podPlaces.leave(result.subject);
    if (STARTED.has(result.outcome)) this.#acquaint(result.subject);
    const pod = result.outcome === 'healed' ? parsePodKey(result.subject) : undefined;
    if (pod !== undefined) ground.configs.healed(pod);
    onNews();
  }

  #queue(subject: Subject): void {
    const { board, onLoopEvent } = this.#parts;
    this.#queued.add(subject);
    onLoopEvent({ kind: 'queued', subject });
    board.finish(subject, { kind: 'again' });
  }

  /** A place is free: whoever waited for one is looked at. */
  placeFree(): void {
    if (this.#queued.size === 0) return;
    this.#parts.board.wake([...this.#queued], 'event', { refresh: false });
    this.#queued.clear();
    this.#parts.onNews();
  }

  #notePutBack(
    { subject, failure, outcome }: SubjectResult,
    putBack: ReadonlyMap<PodKey, readonly string[]>,
  ): void {
    const pod = subject.startsWith('pod/') ? parsePodKey(subject) : undefined;
    if (pod !== undefined && failure === undefined && !UNDONE.has(outcome))
      this.#parts.putBacks?.done(pod, putBack.get(pod));
  }

  /** What is blocked as before was not told again. */
  #finishUntold(left: ReadonlySet<Subject>): void {
    const { board, ground, onLoopEvent } = this.#parts;
    for (const subject of left) {
      const blocked = ground.blocked.get(subject);
      const failed = { kind: 'failed', failure: 'Waiting' } as const;
      board.finish(subject, blocked === undefined ? { kind: 'settled' } : failed);
      ground.podPlaces.leave(subject);
      onLoopEvent({ kind: 'untold', subject, blocked });
    }
  }

  /** Its new process is to be watched; all that began lately are looked at together. */
  #acquaint(subject: Subject): void {
    const delayMs = ACQUAINT_MS - (this.#now() % ACQUAINT_MS);
    this.#parts.board.wake([subject], 'resync', { delayMs, refresh: false });
  }

  #now(): number {
    return this.#parts.ground.workspace.clock.now().getTime();
  }
}
