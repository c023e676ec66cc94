import { AgentPodError } from '../../src/core/model/errors.ts';
import type { HeldLock, WriterLock } from '../../src/ports/writer-lock.ts';
import type { Life } from './town-clock.ts';
import type { Wire } from './wire.ts';

export type LockName = 'writer' | 'server';

interface Session {
  readonly life: Life;
  lost: boolean;
}

/** Locks that end with the session that holds them, as the database's do. */
export class TownLocks {
  readonly #wire: Wire;
  readonly #refuse: () => void;
  readonly #holders = new Map<LockName, Session>();
  /** All that ever led, in order. */
  readonly #leaders: Life[] = [];
  readonly #waiting = new Map<LockName, Set<() => void>>();

  /** `refuse` throws while the database is away. */
  constructor(wire: Wire, refuse: () => void) {
    this.#wire = wire;
    this.#refuse = refuse;
  }

  /** Whether another server came to lead after it. */
  isSucceeded(life: Life): boolean {
    return this.#leaders.includes(life) && this.#leaders.at(-1) !== life;
  }

  holder(name: LockName): Life | undefined {
    return this.#holders.get(name)?.life;
  }

  /** The connections of one process, or of all, are gone. */
  cut(name: LockName | undefined, life?: Life): void {
    for (const [each, session] of [...this.#holders]) {
      if (name !== undefined && each !== name) continue;
      if (life !== undefined && session.life !== life) continue;
      this.#free(each, session);
    }
  }

  of(life: Life, name: LockName): WriterLock {
    return {
      acquire: async ({ onWait, signal, timeoutSeconds }) => {
        for (;;) {
          const session = await this.#wire.call(life, `lock ${name}`, async () => {
            this.#refuse();
            return this.#take(life, name);
          });
          if (session !== undefined) return this.#held(name, session);
          if (signal?.aborted) throw new AgentPodError('Transient', 'Interrupted', 'stopped');
          if (timeoutSeconds === 0) throw new AgentPodError('Conflict', 'LockHeld', 'held');
          onWait?.(this.holder(name)?.name ?? 'nobody');
          await this.#release(name, signal);
        }
      },
    };
  }

  #take(life: Life, name: LockName): Session | undefined {
    if (this.#holders.has(name)) return undefined;
    if (name === 'server') this.#leaders.push(life);
    const session = { life, lost: false };
    // Who died while asking leaves no session behind.
    if (life.alive) this.#holders.set(name, session);
    return session;
  }

  #held(name: LockName, session: Session): HeldLock {
    return {
      check: () =>
        this.#wire.call(session.life, `check ${name}`, async () => {
          if (session.lost) throw new AgentPodError('Transient', 'LockLost', `${name} is lost`);
        }),
      release: () =>
        this.#wire.call(session.life, `release ${name}`, async () => this.#free(name, session)),
    };
  }

  #free(name: LockName, session: Session): void {
    session.lost = true;
    if (this.#holders.get(name) !== session) return;
    this.#holders.delete(name);
    for (const wake of this.#waiting.get(name) ?? []) wake();
    this.#waiting.delete(name);
  }

  async #release(name: LockName, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#holders.has(name)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wakers = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, wakers.add(resolve));
    signal?.addEventListener('abort', () => resolve(), { once: true });
    await promise;
  }
}
