import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import {
  emptyQueue,
  finish,
  forget,
  isIdle,
  nextDueAt,
  take,
  type WorkEnding,
  type WorkQueue,
  wake,
} from './work-queue.ts';

const at = (now: number) => ({ now, random: 0 });
const SETTLED = { kind: 'settled' } as const;
const HEALED = { kind: 'healed' } as const;
const FAILED = { kind: 'failed', failure: 'Transient' } as const;

describe('a key', () => {
  it('is taken once, however often it was woken', () => {
    const woken = wake(wake(emptyQueue(), ['a', 'b'], 5), ['a'], 3);
    expect(nextDueAt(woken)).toBe(3);
    const first = take(woken, 5);
    expect(first.keys).toEqual(['a', 'b']);
    expect(take(first.queue, 5).keys).toEqual([]);
    expect(nextDueAt(first.queue)).toBeUndefined();
  });

  it('is run again when something happened while it ran, and not at the same time', () => {
    const running = take(wake(emptyQueue(), ['a'], 0), 0).queue;
    const woken = wake(running, ['a'], 1);
    expect(take(woken, 9).keys).toEqual([]);
    expect(take(finish(woken, 'a', SETTLED, at(2)), 2).keys).toEqual(['a']);
    expect(take(finish(running, 'a', SETTLED, at(2)), 1e9).keys).toEqual([]);
  });

  it('is brought back at once, the next time after a second, then two', () => {
    let queue = wake(emptyQueue(), ['a'], 0);
    const waits: (number | undefined)[] = [];
    for (let now = 0; now < 70_000; ) {
      queue = finish(take(queue, now).queue, 'a', HEALED, at(now));
      queue = wake(queue, ['a'], now);
      const next = nextDueAt(queue) ?? 0;
      waits.push((next - now) / 1000);
      now = next;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60]);
  });

  it('that failed waits, by itself, and neither an event nor a resync hastens it', () => {
    const failed = finish(take(wake(emptyQueue(), ['a'], 0), 0).queue, 'a', FAILED, at(0));
    expect(nextDueAt(failed)).toBe(1000);
    expect(nextDueAt(wake(failed, ['a'], 10))).toBe(1000);
  });

  it('is tried at once when what is wanted changed', () => {
    const failed = finish(take(wake(emptyQueue(), ['a'], 0), 0).queue, 'a', FAILED, at(0));
    expect(nextDueAt(wake(failed, ['a'], 10, { changed: true }))).toBe(10);
  });

  it('whose wish changed while it failed is tried at once', () => {
    const running = take(wake(emptyQueue(), ['a'], 0), 0).queue;
    const changed = wake(running, ['a'], 5, { changed: true });
    expect(nextDueAt(finish(changed, 'a', FAILED, at(9)))).toBe(5);
  });

  it('that is gone is forgotten, but not while it runs', () => {
    const running = take(wake(emptyQueue(), ['a'], 0), 0).queue;
    const both = wake(running, ['b'], 0);
    const left = forget(both, () => false);
    expect([...left.entries.keys()]).toEqual(['a']);
    expect(isIdle(left)).toBe(false);
  });
});

type Command =
  | { readonly do: 'wake'; readonly key: number; readonly changed: boolean }
  | { readonly do: 'take' }
  | { readonly do: 'finish'; readonly key: number; readonly ending: WorkEnding }
  | { readonly do: 'pass'; readonly ms: number };

const KEY = fc.integer({ min: 0, max: 3 });
const ENDING = fc.constantFrom<WorkEnding>(SETTLED, HEALED, FAILED, {
  kind: 'failed',
  failure: 'InvalidInput',
});
const COMMAND: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('wake' as const), key: KEY, changed: fc.boolean() }),
  fc.record({ do: fc.constant('take' as const) }),
  fc.record({ do: fc.constant('finish' as const), key: KEY, ending: ENDING }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
);

/** What must hold after any history: nothing is lost, nothing runs twice, nobody waits forever. */
class Model {
  queue: WorkQueue<string> = emptyQueue();
  now = 0;
  readonly running = new Set<string>();
  /** Woken and not taken since. */
  readonly owed = new Set<string>();

  run(command: Command, random: number): void {
    switch (command.do) {
      case 'wake':
        this.queue = wake(this.queue, [`k${command.key}`], this.now, command);
        this.owed.add(`k${command.key}`);
        return;
      case 'take': {
        const { queue, keys } = take(this.queue, this.now);
        this.queue = queue;
        for (const key of keys) {
          expect(this.running.has(key)).toBe(false);
          this.running.add(key);
          this.owed.delete(key);
        }
        return;
      }
      case 'finish': {
        const key = `k${command.key}`;
        this.queue = finish(this.queue, key, command.ending, { now: this.now, random });
        if (this.running.delete(key) && command.ending.kind === 'failed') this.owed.add(key);
        return;
      }
      case 'pass':
        this.now += command.ms;
    }
  }
}

describe('any history of a queue', () => {
  it('runs each key once at a time and sooner or later all that it owes', () => {
    fc.assert(
      fc.property(
        fc.array(COMMAND, { maxLength: 60 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (commands, random) => {
          const model = new Model();
          for (const command of commands) model.run(command, random);
          for (const key of [...model.running]) {
            model.queue = finish(model.queue, key, SETTLED, { now: model.now, random });
          }
          const { keys } = take(model.queue, model.now + 600_000);
          for (const key of model.owed) expect(keys).toContain(key);
          expect(isIdle(model.queue)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
