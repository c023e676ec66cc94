import type { PodKey } from '../../src/core/model/resource.ts';
import { fc } from '../property/fast-check.ts';
import { HAND_ACTS, type HandAct } from './hand-acts.ts';
import type { Town } from './town.ts';
import type { Fault } from './town-engine.ts';
import { FIRST_WISH, PODS, type Wish } from './wishes.ts';

/** What the model knows: the wishes are all of it, and they are the town's. */
type Model = object;
type TownCommand = fc.AsyncCommand<Model, Town>;

/** Something happens, and then so many steps of whatever is under way. */
class Command implements TownCommand {
  readonly #what: string;
  readonly #steps: number;
  readonly #act: (town: Town) => void | Promise<void>;

  constructor(what: string, steps: number, act: (town: Town) => void | Promise<void>) {
    this.#what = what;
    this.#steps = steps;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  async run(_: Model, town: Town): Promise<void> {
    await this.#act(town);
    await town.wire.step(this.#steps);
  }

  toString(): string {
    return `${this.#what}, ${this.#steps} steps`;
  }
}

const steps = fc.oneof(
  { weight: 6, arbitrary: fc.nat(12) },
  { weight: 2, arbitrary: fc.nat(60) },
  { weight: 1, arbitrary: fc.constant(2000) },
);
const pod = fc.constantFrom(...PODS);
const slot = fc.nat(1);

function command<T>(
  arbitrary: fc.Arbitrary<T>,
  name: string,
  act: (town: Town, value: T) => void | Promise<void>,
): fc.Arbitrary<TownCommand> {
  return fc.tuple(arbitrary, steps).map(([value, count]) => {
    const what = `${name} ${JSON.stringify(value)}`;
    return new Command(what, count, (town) => act(town, value));
  });
}

const edit = fc.oneof(
  fc.constantFrom<Partial<Wish>>(
    { image: 'one' },
    { image: 'two' },
    { image: 'absent' },
    { mode: 'calm' },
    { mode: 'busy' },
    { mode: 'broken' },
    { suspended: true },
    { suspended: false },
    { keeps: false },
    { guarded: true },
    { guarded: false },
    { model: 'openai/gpt-5' },
    { model: 'openai/gpt-5-mini' },
  ),
);

function wish(town: Town, key: PodKey, change: Partial<Wish>): void {
  const wishes = new Map(town.manifests.wishes);
  const next = { ...(wishes.get(key) ?? FIRST_WISH), ...change };
  wishes.set(key, next);
  if (!next.keeps && town.settings.prune) town.safety.mayLose.add(key);
  if (change.guarded !== undefined) town.safety.guarded.delete(key);
  town.manifests.change(new Map([...wishes].sort(([a], [b]) => (a < b ? -1 : 1))));
}

function unwish(town: Town, key: PodKey): void {
  const wishes = new Map(town.manifests.wishes);
  wishes.delete(key);
  town.manifests.change(wishes);
}

const fault: fc.Arbitrary<Fault> = fc.record({
  method: fc.constantFrom(
    ...([
      'createContainer',
      'startContainer',
      'stopContainer',
      'removeContainer',
      'writeVolumes',
      'createVolume',
      'removeVolume',
      'createNetwork',
      'removeNetwork',
      'pullImage',
      'observe',
      'detail',
      'runOnce',
    ] as const),
  ),
  when: fc.constantFrom('before', 'after'),
  left: fc.integer({ min: 1, max: 3 }),
});

const handAct = fc.constantFrom(...(Object.keys(HAND_ACTS) as HandAct[]));

/** Everything that happens in a town, the usual more often than the rare. */
const COMMANDS: readonly (readonly [number, fc.Arbitrary<TownCommand>])[] = [
  [4, command(fc.tuple(pod, edit), 'edit', (town, [key, change]) => wish(town, key, change))],
  [1, command(pod, 'erase', (town, key) => unwish(town, key))],
  [1, command(fc.boolean(), 'break a manifest', (town, is) => town.manifests.setBroken(is))],
  [6, command(fc.tuple(handAct, pod), 'by hand', (town, [act, key]) => HAND_ACTS[act](town, key))],
  [4, command(fault, 'fault', (town, each) => void town.engine.faults.push({ ...each }))],
  [2, command(fc.nat(2), 'answers of the database lost', loseAnswers)],
  [2, command(fc.integer({ min: 1, max: 4 }), 'events lost', loseEvents)],
  [1, command(fc.integer({ min: 1, max: 4 }), 'events doubled', doubleEvents)],
  [1, command(fc.boolean(), 'Engine away', setEngineAway)],
  [1, command(fc.constant(''), 'Engine restarts', (town) => town.engine.restart())],
  [1, command(fc.boolean(), 'database away', setDatabaseAway)],
  [1, command(fc.constantFrom('writer', 'server'), 'lock lost', cutLock)],
  [3, command(slot, 'control plane is killed', (town, at) => town.killPlane(at))],
  [4, command(slot, 'control plane starts', (town, at) => town.startPlane(at))],
  [1, command(slot, 'control plane is stopped', (town, at) => town.planes[at]?.stop())],
  [1, command(fc.constant(''), 'apply by hand', (town) => town.applyByHand())],
  [1, command(pod, 'token rotated', rotate)],
  [
    4,
    command(fc.constantFrom(50, 300, 1000, 5000, 31_000), 'time', (town, ms) => town.pass(ms, 4)),
  ],
  [2, command(fc.constantFrom(300, 2000, 31_000), 'quiet time', (town, ms) => town.pass(ms, 500))],
];

export const townCommands = fc.commands(
  COMMANDS.flatMap(([weight, each]) => Array.from({ length: weight }, () => each)),
  { maxCommands: 10, size: 'max' },
);

function loseAnswers(town: Town, count: number): void {
  town.database.lostAnswers = count;
}

function loseEvents(town: Town, count: number): void {
  town.engine.events.lost = count;
}

function doubleEvents(town: Town, count: number): void {
  town.engine.events.doubled = count;
}

function setEngineAway(town: Town, away: boolean): void {
  town.engine.away = away;
  if (away) town.engine.events.cut();
}

function setDatabaseAway(town: Town, away: boolean): void {
  if (away) town.database.stop();
  else town.database.away = false;
}

function cutLock(town: Town, name: 'writer' | 'server'): void {
  town.database.locks.cut(name);
}

async function rotate(town: Town, key: PodKey): Promise<void> {
  await town.database.store.vault.rotateToken(key).catch(() => undefined);
}
