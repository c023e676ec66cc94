import { AgentPodError } from '../core/model/errors.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { PlaceKind, Places } from './places.ts';
import { isMoved, type Look, lookAtAll, type Moved, type PodSight, sightIn } from './pod-sight.ts';
import type { Share } from './shared-lock.ts';
import type { Workspace } from './workspace.ts';

export interface TenureGround {
  readonly workspace: Workspace;
  /** Undefined for what is no pod: it takes no place, or pods could wait for it forever. */
  readonly pod: PodKey | undefined;
  /** How all was when the work began: one look for all pods that have to wait for a place. */
  readonly firstLook: () => Promise<Look>;
  readonly kind: PlaceKind;
  readonly places: Places;
  /** Gives back a place that it has already; at the end, whoever took it does so. */
  readonly place?: (() => void) | undefined;
  /** Absent: nothing is changed, or the caller has the world for itself. */
  readonly share: Share | undefined;
  /** Aborted when all work is to end. */
  readonly signal: AbortSignal | undefined;
}

/** Calls `look` now and then, which is when a place is given away. */
export type Waiting = (look: () => void) => Promise<void>;

/** How what was waited for came out. */
export interface Lent {
  /** Undefined when it went well. */
  readonly error: unknown;
  /** The pod before and after; absent when no lock was given back for it. */
  readonly before?: PodSight;
  readonly after?: PodSight;
}

/**
 * What the work on one subject takes from others: a part in the writer lock, and a place among the pods
 * that are worked on at once. Whoever only waits gives both away, and looks afterwards whether somebody
 * else was at the pod.
 */
export class Tenure {
  readonly #ground: TenureGround;
  #share: Share | undefined;
  #leave: () => void = () => undefined;

  constructor(ground: TenureGround) {
    this.#ground = ground;
    this.#share = ground.share;
  }

  /** Answers how the pod is when somebody else changed it while there was no place. Rejects as `lend` does. */
  async begin(): Promise<Moved | undefined> {
    const { places, place, kind, pod } = this.#ground;
    if (pod === undefined) return undefined;
    const leave = place ?? places.tryTake(kind);
    if (leave !== undefined) {
      this.#leave = leave;
      return undefined;
    }
    const take = async (): Promise<void> => {
      this.#leave = await places.take(kind);
    };
    const { before, after } = await this.#lend(
      take,
      Number.POSITIVE_INFINITY,
      this.#ground.firstLook,
    );
    if (before === undefined || after === undefined) return undefined;
    return isMoved(before, after) ? { before, after } : undefined;
  }

  /** Rejects with `LockLost` when the lock is this process's no more. */
  async check(): Promise<void> {
    if (this.#ground.share === undefined) return;
    if (this.#share === undefined) {
      throw new AgentPodError('Transient', 'LockLost', 'the writer lock was not had again');
    }
    await this.#share.check();
  }

  /**
   * Waits without the lock, and after so many milliseconds without the place too. Rejects when the lock
   * is not to be had again, or nobody can see how the pod is.
   */
  lend(wait: Waiting, placeMs: number): Promise<Lent> {
    return this.#lend(wait, placeMs, () => lookAtAll(this.#ground.workspace));
  }

  async end(): Promise<void> {
    if (this.#ground.place === undefined) this.#leave();
    await this.#share?.release();
  }

  async #lend(wait: Waiting, placeMs: number, look: () => Promise<Look>): Promise<Lent> {
    const { pod, workspace, signal } = this.#ground;
    const share = this.#share;
    if (share === undefined || pod === undefined) return { error: await this.#wait(wait, placeMs) };
    const before = sightIn(await look(), pod);
    this.#share = undefined;
    await share.release();
    const error = await this.#wait(wait, placeMs);
    this.#share = await share.retake(signal);
    return { error, before, after: sightIn(await lookAtAll(workspace), pod) };
  }

  /** Answers what went wrong. A place that was left is not taken again: what is left to do is short. */
  async #wait(wait: Waiting, placeMs: number): Promise<unknown> {
    const { clock } = this.#ground.workspace;
    const end = clock.now().getTime() + placeMs;
    const look = (): void => {
      if (clock.now().getTime() >= end) this.#leave();
    };
    look();
    try {
      await wait(look);
      return undefined;
    } catch (error) {
      return error;
    }
  }
}
