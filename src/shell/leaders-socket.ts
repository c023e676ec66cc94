import type { LoopEvent } from '../engine/loop/loop-event.ts';
import type { Listener } from './listen.ts';

export interface SocketParts {
  readonly open: () => Promise<Listener>;
  readonly report: (error: unknown) => void;
}

/** Open in the server that leads: of several on one state, that one knows what is going on. */
export class LeadersSocket {
  readonly #parts: SocketParts;
  #turn: Promise<Listener | undefined> = Promise.resolve(undefined);

  constructor(parts: SocketParts) {
    this.#parts = parts;
  }

  readonly onLoopEvent = ({ kind }: LoopEvent): void => {
    if (kind === 'leading') this.#next((open) => open ?? this.#parts.open());
    if (kind === 'standby' || kind === 'state-lost') this.#next(shut);
  };

  async close(): Promise<void> {
    this.#next(shut);
    await this.#turn;
  }

  #next(step: (open: Listener | undefined) => Promise<Listener | undefined> | Listener): void {
    this.#turn = this.#turn.then(step).catch((error: unknown) => {
      this.#parts.report(error);
      return undefined;
    });
  }
}

async function shut(open: Listener | undefined): Promise<undefined> {
  await open?.close();
}
