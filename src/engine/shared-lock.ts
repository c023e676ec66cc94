import type { HeldLock, WriterLock } from '../ports/writer-lock.ts';

/** A part in a lock that others may have too. To be released; a second time does nothing. */
export interface Share extends HeldLock {
  /** One more of the very same lock, to be released by itself. */
  split(): Share;
  /** Of a lock that is taken anew, for whoever has given this one back. Rejects as `share` does. */
  retake(signal: AbortSignal | undefined): Promise<Share>;
}

export interface ShareRequest {
  readonly timeoutSeconds: number;
  readonly onWait?: (holder: string) => void;
  readonly signal?: AbortSignal;
}

interface Turn {
  readonly held: Promise<HeldLock>;
  users: number;
}

/**
 * The writer lock, held while anybody in this process acts and free in between, so that another process
 * waits for what is being done and not for the end of this one. Who comes while somebody has it joins:
 * were it to wait, one slow pod would keep all others from being healed.
 */
export class SharedLock {
  readonly #lock: WriterLock;
  readonly #command: string;
  #turn: Turn | undefined;
  #releasing: Promise<void> = Promise.resolve();

  constructor(lock: WriterLock, command: string) {
    this.#lock = lock;
    this.#command = command;
  }

  /** Rejects as the writer lock does. */
  async share(request: ShareRequest): Promise<Share> {
    const turn = this.#turn ?? this.#begin(request);
    turn.users += 1;
    try {
      return this.#shareOf(turn, await turn.held);
    } catch (error) {
      await this.#leave(turn);
      throw error;
    }
  }

  #shareOf(turn: Turn, held: HeldLock): Share {
    let isOver = false;
    return {
      check: () => this.#check(turn, held),
      release: async () => {
        if (isOver) return;
        isOver = true;
        await this.#leave(turn);
      },
      split: () => {
        turn.users += 1;
        return this.#shareOf(turn, held);
      },
      retake: (signal) => this.share(retaking(signal)),
    };
  }

  #begin(request: ShareRequest): Turn {
    // Its own last turn may still be on its way out.
    const held = this.#releasing.then(() =>
      this.#lock.acquire({ ...request, command: this.#command }),
    );
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
    this.#releasing = turn.held.then((held) => held.release()).catch(() => undefined);
    await this.#releasing;
  }
}

/** Who was told to end takes it only where nobody has it. */
function retaking(signal: AbortSignal | undefined): ShareRequest {
  if (signal === undefined) return { timeoutSeconds: Number.POSITIVE_INFINITY };
  if (signal.aborted) return { timeoutSeconds: 0 };
  return { timeoutSeconds: Number.POSITIVE_INFINITY, signal };
}
