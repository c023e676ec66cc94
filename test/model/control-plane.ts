import { serve } from '../../src/engine/loop/serve.ts';
import type { Town } from './town.ts';
import type { Life } from './town-clock.ts';

const MAX_DELETES = 3;
/** As `serve` has it when nothing is said. */
export const DRAIN_MS = 30_000;

/** One `serve`, from its start until it is killed or told to stop. */
export class ControlPlane {
  readonly life: Life;
  readonly #town: Town;
  readonly #drain = new AbortController();
  readonly #now = new AbortController();
  #ended = false;

  constructor(town: Town) {
    this.#town = town;
    this.life = town.newLife('plane');
    const { settings, clock, wire } = town;
    const { life } = this;
    const { resyncSeconds, concurrency } = settings;
    const served = serve(
      {
        openWorkspace: () =>
          wire.call(life, 'open', async () => {
            town.database.refuse();
            return town.workspaceOf(life);
          }),
        sources: [town.manifests.of(life)],
        settings: {
          concurrency,
          resyncSeconds,
          prune: { enabled: settings.prune, allowEmpty: true, maxDeletes: MAX_DELETES },
          actor: life.name,
        },
        clock: clock.of(life),
        random: () => 0.5,
        onLoopEvent: (event) => town.tell(life, event),
      },
      { drain: this.#drain.signal, now: this.#now.signal },
    );
    served
      .catch((error: unknown) => town.safety.broken(`${life.name} ended by itself: ${error}`))
      .finally(() => {
        this.#ended = true;
      });
  }

  get isRunning(): boolean {
    return this.life.alive && !this.#ended && !this.#drain.signal.aborted;
  }

  get leads(): boolean {
    return this.#town.database.locks.holder('server') === this.life;
  }

  kill(): void {
    this.life.alive = false;
    this.#town.database.locks.cut(undefined, this.life);
  }

  /** It finishes what it does, for as long as `--drain` says. */
  stop(): void {
    this.#drain.abort();
    this.#town.clock.after(DRAIN_MS, () => this.#now.abort());
  }

  get hasEnded(): boolean {
    return this.#ended || !this.life.alive;
  }
}
