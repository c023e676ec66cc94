import type { Clock } from '../../ports/clock.ts';
import type { HeldLock, WriterLock } from '../../ports/writer-lock.ts';

/** Nobody joins a lock that was taken longer ago: who waits outside gets a turn. */
const LONGEST_MS = 10_000;

interface Turn {
  readonly held: Promise<HeldLock>;
  readonly since: number;
  users: number;
  readonly over: PromiseWithResolvers<void>;
}

/**
 * The writer lock, held while any pass of this process acts and free in between, so that an `apply` by
 * hand waits for a pass and not for the server's end.
 */
export class SharedLock {
  readonly #lock: WriterLock;
  readonly #clock: Pick<Clock, 'now'>;
  #turn: Turn | undefined;

  constructor(lock: WriterLock, clock: Pick<Clock, 'now'>) {
    this.#lock = lock;
    this.#clock = clock;
  }

  async share(signal: AbortSignal): Promise<HeldLock> {
    const turn = await this.#join(signal);
    turn.users += 1;
    try {
      const held = await turn.held;
      return { check: () => held.check(), release: () => this.#leave(turn) };
    } catch (error) {
      await this.#leave(turn);
      throw error;
    }
  }

  async #join(signal: AbortSignal): Promise<Turn> {
    for (;;) {
      const turn = this.#turn;
      const now = this.#clock.now().getTime();
      if (turn === undefined) return this.#begin(now, signal);
      if (now - turn.since <= LONGEST_MS) return turn;
      await turn.over.promise;
    }
  }

  #begin(since: number, signal: AbortSignal): Turn {
    const timeoutSeconds = Number.POSITIVE_INFINITY;
    const held = this.#lock.acquire({ command: 'serve', timeoutSeconds, signal });
    const turn = { held, since, users: 0, over: Promise.withResolvers<void>() };
    this.#turn = turn;
    return turn;
  }

  async #leave(turn: Turn): Promise<void> {
    turn.users -= 1;
    if (turn.users > 0) return;
    if (this.#turn === turn) this.#turn = undefined;
    try {
      await (await turn.held).release();
    } catch {
      // It was never held, or its connection is gone, and the lock with it.
    } finally {
      turn.over.resolve();
    }
  }
}
