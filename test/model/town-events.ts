import type { RuntimeEvent } from '../../src/ports/runtime-event.ts';
import { refuse } from '../fakes/fake-engine.ts';
import type { Life } from './town-clock.ts';
import type { Wire } from './wire.ts';

interface Stream {
  readonly queue: RuntimeEvent[];
  broken: boolean;
  wake: () => void;
}

/** What the Engine tells: some of it is lost, some comes twice, and streams break. */
export class TownEvents {
  readonly #wire: Wire;
  readonly #refuse: () => void;
  readonly #streams = new Set<Stream>();
  /** So many of the next ones reach nobody. */
  lost = 0;
  doubled = 0;

  constructor(wire: Wire, refuseWhenAway: () => void) {
    this.#wire = wire;
    this.#refuse = refuseWhenAway;
  }

  tell(event: RuntimeEvent): void {
    if (this.lost > 0) {
      this.lost -= 1;
      return;
    }
    const times = this.doubled > 0 ? 2 : 1;
    this.doubled = Math.max(0, this.doubled - 1);
    for (const stream of this.#streams) {
      for (let time = 0; time < times; time += 1) stream.queue.push(event);
      stream.wake();
    }
  }

  cut(): void {
    for (const stream of this.#streams) {
      stream.broken = true;
      stream.wake();
    }
  }

  async *stream(life: Life, signal: AbortSignal): AsyncIterable<RuntimeEvent> {
    const stream: Stream = { queue: [{ kind: 'connected' }], broken: false, wake: () => undefined };
    await this.#wire.call(life, 'events', async () => {
      this.#refuse();
      this.#streams.add(stream);
    });
    const stop = (): void => stream.wake();
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) {
        const event = stream.queue.shift();
        if (event !== undefined) {
          await this.#wire.call(life, `event ${event.kind}`, async () => undefined);
          yield event;
        } else if (stream.broken) {
          throw refuse('Transient', 'EngineUnreachable', 'the stream of events broke');
        } else {
          await new Promise<void>((resolve) => {
            stream.wake = resolve;
          });
        }
      }
    } finally {
      this.#streams.delete(stream);
    }
  }
}
