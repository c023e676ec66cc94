import { IDEMPOTENCY_KEY_PATTERN } from '../../core/api/routes.ts';
import { Problem } from './problem.ts';

export interface Reply {
  readonly status: 202;
  readonly body: object;
}

interface Kept {
  readonly at: number;
  /** What was asked for with the key. */
  readonly request: string;
  readonly reply: Promise<Reply>;
}

const DAY_MS = 86_400_000;
const MOST = 1000;

/** Does what is asked with an `Idempotency-Key` once, and answers whoever asks again alike. */
export class Repeats {
  readonly #now: () => Date;
  readonly #kept = new Map<string, Kept>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** A failure is kept by nobody: the next try is a new one. */
  async once(
    asked: { readonly owner: string; readonly key: string | undefined; readonly request: string },
    work: () => Promise<Reply>,
  ): Promise<Reply & { readonly repeated: boolean }> {
    const { owner, key, request } = asked;
    if (key === undefined) return { ...(await work()), repeated: false };
    if (!new RegExp(IDEMPOTENCY_KEY_PATTERN).test(key)) {
      throw new Problem(
        400,
        'ParameterInvalid',
        'Idempotency-Key: not 1 to 200 visible characters',
      );
    }
    this.#forget();
    const name = `${owner} ${key}`;
    const before = this.#kept.get(name);
    if (before !== undefined && before.request !== request) {
      throw new Problem(422, 'KeyReused', 'this Idempotency-Key was of another request', {
        hint: 'take a new key for each thing that is to be done',
      });
    }
    if (before !== undefined) return { ...(await before.reply), repeated: true };
    const kept = { at: this.#now().getTime(), request, reply: work() };
    this.#kept.set(name, kept);
    try {
      return { ...(await kept.reply), repeated: false };
    } catch (error) {
      this.#kept.delete(name);
      throw error;
    }
  }

  #forget(): void {
    const oldest = this.#now().getTime() - DAY_MS;
    for (const [name, { at }] of this.#kept) {
      if (at > oldest && this.#kept.size < MOST) return;
      this.#kept.delete(name);
    }
  }
}
