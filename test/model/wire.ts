import type { fc } from '../property/fast-check.ts';
import type { Life } from './town-clock.ts';

const FOREVER = new Promise<never>(() => undefined);

/**
 * The way from a process to something outside and back. Both directions take as long as the scheduler
 * likes. What was sent has its effect, also when the sender is killed meanwhile; the answer is then
 * nobody's.
 */
export class Wire {
  readonly #scheduler: fc.Scheduler;

  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
  }

  async call<T>(life: Life, what: string, effect: () => Promise<T>): Promise<T> {
    if (!life.alive) return FOREVER;
    await this.#scheduler.schedule(Promise.resolve(), `${life.name}: ${what}`);
    const outcome = await settled(effect);
    await this.#scheduler.schedule(Promise.resolve(), `${life.name}: ${what} is answered`);
    if (!life.alive) return FOREVER;
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Something that happens by itself, some time. */
  async later(what: string, effect: () => void): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve(), what);
    effect();
  }

  get pending(): number {
    return this.#scheduler.count();
  }

  /** Up to so many steps; answers whether anything is left to do. */
  async step(times: number): Promise<boolean> {
    await breath();
    for (let left = times; left > 0 && this.pending > 0; left -= 1) {
      await this.#scheduler.waitNext(1);
      await breath();
    }
    return this.pending > 0;
  }
}

/** Whatever can go on without the outside does. */
function breath(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}

async function settled<T>(
  effect: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await effect() };
  } catch (error) {
    return { error };
  }
}
