import type { Context } from 'hono';
import { API_ROOT } from '../../core/api/routes.ts';
import { isOver, type Run, type RunState } from '../../core/runs/run.ts';
import { parseDuration } from '../../core/util/duration.ts';
import { runJson } from '../../core/views/run-json.ts';
import type { Clock } from '../../ports/clock.ts';
import { Problem } from '../api/problem.ts';

export interface Runs {
  find(id: string): Run | undefined;
  /** Resolves when it is over or the signal aborts, with how it is then. */
  over(id: string, signal: AbortSignal): Promise<Run | undefined>;
}

interface Parts {
  readonly runs: Runs;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
}

const LONGEST_SECONDS = 300;
/** Each holds a connection; who comes when there are so many is told the id alone. */
const MOST_WAITING = 20;

/** So that whoever waits sees a failure as one: a forge, `curl --fail`. */
const STATUS: Readonly<Record<RunState, 200 | 202 | 422 | 500>> = {
  pending: 202,
  applying: 202,
  succeeded: 200,
  superseded: 200,
  refused: 422,
  failed: 500,
};

/** What a hook is told of its run: where to ask for it, or with `?wait=` what came of it. */
export class RunAnswers {
  readonly #parts: Parts;
  #waiting = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Seconds; 0 without `?wait=`. */
  waitOf(context: Context): number {
    const text = context.req.query('wait');
    const seconds = parseDuration(text ?? '0');
    if (seconds !== undefined && seconds <= LONGEST_SECONDS) return seconds;
    throw new Problem(400, 'ParameterInvalid', 'wait: no such duration', {
      hint: 'write ?wait=30s; 5m at most',
    });
  }

  async answer(context: Context, id: string, wait: number): Promise<Response> {
    const { runs } = this.#parts;
    const run = wait === 0 ? runs.find(id) : await this.#awaited(id, wait);
    context.header('Location', `${API_ROOT}/runs/${id}`);
    context.header('Cache-Control', 'no-store');
    if (run === undefined || wait === 0) return context.json({ run: id }, 202);
    return context.json(runJson(run), STATUS[run.state]);
  }

  async #awaited(id: string, seconds: number): Promise<Run | undefined> {
    const { runs, clock, signal } = this.#parts;
    const now = runs.find(id);
    if (now === undefined || isOver(now) || this.#waiting >= MOST_WAITING) return now;
    const ended = new AbortController();
    this.#waiting += 1;
    const sleeping = clock.sleep(seconds * 1000, AbortSignal.any([signal, ended.signal]));
    try {
      return await Promise.race([runs.over(id, ended.signal), sleeping.then(() => runs.find(id))]);
    } finally {
      this.#waiting -= 1;
      ended.abort();
    }
  }
}
