import { NO_RUNS, nextRuns, type RunsState, runId } from '../../core/runs/next-runs.ts';
import { isOver, type Run } from '../../core/runs/run.ts';
import type { RunEvent } from '../../core/runs/run-event.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OnLoopEvent } from '../loop/loop-event.ts';
import { runEventsOf } from './run-event-of.ts';

export interface RunBookParts {
  readonly clock: Pick<Clock, 'now'>;
  /** Tells runs of this server from those of others. */
  readonly server: string;
  readonly prunes: boolean;
}

type OnRun = (run: Run) => void;

/** The runs of this server, in memory: a restart begins with none, and brings all in force anew. */
export class RunBook {
  readonly #parts: RunBookParts;
  readonly #listeners = new Set<OnRun>();
  #state: RunsState = NO_RUNS;

  constructor(parts: RunBookParts) {
    this.#parts = parts;
  }

  get state(): RunsState {
    return this.#state;
  }

  find(id: string): Run | undefined {
    return this.#state.runs.find((run) => run.id === id);
  }

  readonly take: OnLoopEvent = (event) => {
    for (const each of runEventsOf(event)) this.#follow(each);
  };

  /** A run for a look at the source that is still to be made; answers its id. */
  ask(source: string): string {
    const id = runId(this.#state, this.#ground());
    this.#follow({ kind: 'asked', run: id, source });
    return id;
  }

  /** Told of each run that is new or not as it was. Returns its end. */
  subscribe(listener: OnRun): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once the run is over, or the signal aborts, with how it is then; undefined when it is forgotten. */
  async over(id: string, signal: AbortSignal): Promise<Run | undefined> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      const run = this.find(id);
      if (run === undefined || isOver(run)) resolve();
    };
    const end = this.subscribe(look);
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
    look();
    await promise;
    end();
    return this.find(id);
  }

  #ground() {
    const { clock, server, prunes } = this.#parts;
    return { now: clock.now().toISOString(), server, prunes };
  }

  #follow(event: RunEvent): void {
    const before = new Set(this.#state.runs);
    this.#state = nextRuns(this.#state, event, this.#ground());
    for (const run of this.#state.runs) {
      if (before.has(run)) continue;
      for (const listener of [...this.#listeners]) listener(run);
    }
  }
}
