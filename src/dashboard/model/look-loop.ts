import { get, ServerProblem } from '../server.ts';

interface LookLoopOptions<Data> {
  readonly path: string;
  /** From an answer to the next question, in milliseconds. */
  readonly pauseMs: number;
  readonly onAnswer: (data: Data) => void;
  readonly onProblem: (problem: ServerProblem) => void;
}

const RETRY_MS = 1000;
/** Until a page that nobody sees is looked at again. */
const HIDDEN_MS = 2000;
/** Hints come in bursts: one look for all that come this close together. */
const SETTLE_MS = 50;

/**
 * Asks for one path again and again. A hint that something happened brings the next question forward; it never
 * breaks off one that is under way, or a busy fleet would get no answer at all.
 */
export class LookLoop<Data> {
  readonly #options: LookLoopOptions<Data>;
  readonly #end = new AbortController();
  #timer: number | undefined;
  #isLooking = false;
  #isHurried = false;

  constructor(options: LookLoopOptions<Data>) {
    this.#options = options;
    this.#timer = window.setTimeout(() => void this.#look());
  }

  hurry(): void {
    if (this.#isHurried) return;
    this.#isHurried = true;
    if (!this.#isLooking) this.#wait(SETTLE_MS);
  }

  end(): void {
    this.#end.abort();
    window.clearTimeout(this.#timer);
  }

  #wait(pauseMs: number): void {
    if (this.#end.signal.aborted) return;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (document.hidden) this.#wait(HIDDEN_MS);
      else void this.#look();
    }, pauseMs);
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    this.#isHurried = false;
    const pauseMs = await this.#ask();
    this.#isLooking = false;
    this.#wait(this.#isHurried ? SETTLE_MS : pauseMs);
  }

  /** Answers how long to wait now. */
  async #ask(): Promise<number> {
    const { path, pauseMs, onAnswer, onProblem } = this.#options;
    try {
      const data = await get<Data>(path, this.#end.signal);
      if (!this.#end.signal.aborted) onAnswer(data);
      return pauseMs;
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error;
      if (!this.#end.signal.aborted) onProblem(error);
      return RETRY_MS;
    }
  }
}
