import type { HeldLock, WriterLock } from '../../ports/writer-lock.ts';

interface Turn {
  readonly held: Promise<HeldLock>;
  users: number;
}

/**
 * The writer lock, held while any pass of this process acts and free in between, so that an `apply` by
 * hand waits for what is being done and not for the server's end. A pass joins one that has it: were it
 * to wait, a pod that never becomes ready would keep all others from being healed.
 */
export class SharedLock {
  readonly #lock: WriterLock;
  #turn: Turn | undefined;

  constructor(lock: WriterLock) {
    this.#lock = lock;
  }

  /** To be released once. */
  async share(signal: AbortSignal): Promise<HeldLock> {
    const turn = this.#turn ?? this.#begin(signal);
    turn.users += 1;
    try {
      const held = await turn.held;
      return { check: () => this.#check(turn, held), release: () => this.#leave(turn) };
    } catch (error) {
      await this.#leave(turn);
      throw error;
    }
  }

  #begin(signal: AbortSignal): Turn {
    const timeoutSeconds = Number.POSITIVE_INFINITY;
    const held = this.#lock.acquire({ command: 'serve', timeoutSeconds, signal });
    this.#turn = { held, users: 0 };
    return this.#turn;
  }

  /** Who comes after it was found to be lost takes a new one, whoever still waits under the old one. */
  async #check(turn: Turn, held: HeldLock): Promise<void> {
    try {
      await held.check();
    } catch (error) {
      if (this.#turn === turn) this.#turn = undefined;
      throw error;
    }
  }

  async #leave(turn: Turn): Promise<void> {
    turn.users -= 1;
    if (turn.users > 0) return;
    if (this.#turn === turn) this.#turn = undefined;
    // A lock that was never had, or whose connection broke, is nobody's any more.
    const held = await turn.held.catch(() => undefined);
    await held?.release();
  }
}
