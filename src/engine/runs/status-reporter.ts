import { backoffMs } from '../../core/loop/backoff.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { type CommitStatus, statusOf } from '../../core/runs/commit-status.ts';
import type { Run } from '../../core/runs/run.ts';
import { messageOf } from '../../core/status/message.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Forge } from '../../ports/forge.ts';
import { Alarm } from '../loop/alarm.ts';

export interface ReporterParts {
  /** By the name of the source; those without one have nobody to tell. */
  readonly forges: ReadonlyMap<string, Forge>;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onTrouble: (source: string, message: string) => void;
}

interface Letter {
  readonly source: string;
  readonly status: CommitStatus;
  readonly failures: number;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
}

/** About ten minutes. */
const MOST_TRIES = 15;
const MOST_REMEMBERED = 500;

/** Tells forges what becomes of their commits, one after the other and in nobody's way. */
export class StatusReporter {
  readonly #parts: ReporterParts;
  readonly #alarm = new Alarm();
  /** The latest of each commit: what was overtaken before it was sent is not sent. */
  readonly #letters = new Map<string, Letter>();
  readonly #sent = new Map<string, CommitStatus['state']>();

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  readonly take = (run: Run): void => {
    const status = statusOf(run);
    if (status === undefined || !this.#parts.forges.has(run.source)) return;
    const { source } = run;
    this.#letters.set(`${source} ${status.commit}`, { source, status, failures: 0, notBefore: 0 });
    this.#alarm.ring();
  };

  async run(signal: AbortSignal): Promise<void> {
    const wake = (): void => this.#alarm.ring();
    signal.addEventListener('abort', wake);
    while (!signal.aborted) {
      for (const [key, letter] of [...this.#letters]) {
        if (letter.notBefore <= this.#now() && !signal.aborted)
          await this.#send(key, letter, signal);
      }
      const times = [...this.#letters.values()].map(({ notBefore }) => notBefore);
      await this.#alarm.sleep(this.#parts.clock, Math.min(...times) - this.#now());
    }
    signal.removeEventListener('abort', wake);
  }

  async #send(key: string, letter: Letter, signal: AbortSignal): Promise<void> {
    const { forges, onTrouble } = this.#parts;
    const { source, status } = letter;
    let after: Letter | undefined;
    try {
      if (this.#sent.get(key) !== status.state) await forges.get(source)?.report(status, signal);
      this.#remember(key, status.state);
    } catch (error) {
      if (signal.aborted) return;
      after = this.#again(letter, error);
      // Told when it begins, and when it is given up.
      if (after === undefined || after.failures === 1) onTrouble(source, messageOf(error));
    }
    if (this.#letters.get(key) !== letter) return;
    if (after === undefined) this.#letters.delete(key);
    else this.#letters.set(key, after);
  }

  /** Undefined when there is no sense in it. */
  #again(letter: Letter, error: unknown): Letter | undefined {
    const failures = letter.failures + 1;
    const isLasting = error instanceof AgentPodError && error.failure === 'InvalidInput';
    if (isLasting || failures >= MOST_TRIES) return undefined;
    return {
      ...letter,
      failures,
      notBefore: this.#now() + backoffMs(failures, this.#parts.random()),
    };
  }

  #remember(key: string, state: CommitStatus['state']): void {
    this.#sent.delete(key);
    this.#sent.set(key, state);
    const { value: oldest } = this.#sent.keys().next();
    if (this.#sent.size > MOST_REMEMBERED && oldest !== undefined) this.#sent.delete(oldest);
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}
