import { AgentPodError } from '../../src/core/model/errors.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { type MemoryStore, memoryStore } from '../fakes/memory-store.ts';
import type { Life, TownClock } from './town-clock.ts';
import { TownLocks } from './town-locks.ts';
import type { Wire } from './wire.ts';

/** What a server writes is refused once another one leads. */
const CARRIES_EPOCH: ReadonlySet<string> = new Set([
  'recordTenant',
  'forgetTenant',
  'recordPod',
  'commitPod',
  'forgetPod',
  'setConditions',
  'storeDevice',
  'appendEvents',
]);

/** The database server: it may be away, and it may die between a commit and its answer. */
export class TownDatabase {
  readonly store: MemoryStore;
  readonly locks: TownLocks;
  readonly #wire: Wire;
  /** Pods that were made once, and not deleted since. */
  readonly committed = new Set<string>();
  away = false;
  /** So many of the next writes are done, and their answer is lost. */
  lostAnswers = 0;

  constructor(wire: Wire, clock: TownClock) {
    this.#wire = wire;
    this.store = memoryStore({ now: () => clock.now() });
    this.locks = new TownLocks(wire, () => this.refuse());
  }

  refuse(): void {
    if (this.away) throw unreachable();
  }

  /** All connections end, and no new ones are taken until `away` is false. */
  stop(): void {
    this.away = true;
    this.locks.cut(undefined);
  }

  of(life: Life): StateStore {
    return new Proxy<StateStore>(this.store, {
      get: (store, name) => {
        const member: unknown = Reflect.get(store, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          this.#wire.call(life, String(name), async () => {
            this.refuse();
            if (CARRIES_EPOCH.has(String(name)) && this.locks.isSucceeded(life)) throw notLeading();
            const answer: unknown = await member.apply(store, args);
            this.#note(String(name), args[0]);
            if (name !== 'load' && this.lostAnswers > 0) {
              this.lostAnswers -= 1;
              throw unreachable();
            }
            return answer;
          });
      },
    });
  }

  #note(method: string, subject: unknown): void {
    if (method === 'commitPod') this.committed.add((subject as { readonly key: string }).key);
    if (method === 'forgetPod') this.committed.delete(String(subject));
  }
}

function notLeading(): AgentPodError {
  return new AgentPodError('Transient', 'NotLeading', 'another server leads by now');
}

function unreachable(): AgentPodError {
  return new AgentPodError('Transient', 'StateUnreachable', 'the database is away');
}
