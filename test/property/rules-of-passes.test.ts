import { expect, it } from 'vitest';
import type { DesiredState } from '../../src/core/model/desired.ts';
import type { EgressPolicy } from '../../src/core/model/egress.ts';
import { type PodKey, podSubject } from '../../src/core/model/resource.ts';
import { runPass } from '../../src/engine/loop/pass.ts';
import type { PassGround } from '../../src/engine/loop/pass-ground.ts';
import { PodPlaces } from '../../src/engine/loop/pod-places.ts';
import { Turns } from '../../src/engine/loop/turns.ts';
import { Places } from '../../src/engine/places.ts';
import { SharedLock } from '../../src/engine/shared-lock.ts';
import { aPod, aTenant } from '../builders.ts';
import { World } from '../fakes/world.ts';
import { fc } from './fast-check.ts';

/** Passes at once, each over pods of its own, in every order in which their calls may come. */

const KEYS: readonly PodKey[] = ['acme/a', 'acme/b', 'globex/a', 'globex/b'];
const OPEN: EgressPolicy = { default: 'open', allow: [] };
const CLOSED: EgressPolicy = { default: 'none', allow: [] };
const CALLS = new Set(['observe', 'load', 'write', 'recordPod', 'startContainer', 'commitPod']);

function desiredWith(egress: EgressPolicy): DesiredState {
  return {
    tenants: [aTenant(), aTenant({ name: 'globex' })],
    pods: KEYS.map((key) => aPod({ key, spec: { egress } })),
    warnings: [],
  };
}

class Bench {
  readonly world = new World();
  readonly faults: string[] = [];
  readonly written: string[] = [];
  readonly #scheduler: fc.Scheduler;
  readonly #ground: PassGround;
  desired = desiredWith(OPEN);

  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
    const { workspace } = this.world;
    const places = new Places(4);
    this.#ground = {
      workspace: {
        ...workspace,
        runtime: this.#late(workspace.runtime),
        store: this.#late(workspace.store),
        firewall: this.#late(workspace.firewall),
      },
      lock: new SharedLock(workspace.lock, 'test'),
      turns: new Turns(),
      places,
      podPlaces: new PodPlaces(places),
      actor: 'test',
      onLoopEvent: () => undefined,
      blocked: new Map(),
      health: { hung: new Map(), watched: new Set(), see: () => undefined },
      configs: { cures: new Map(), see: () => undefined, healed: () => undefined },
      deaths: { see: () => undefined },
    };
  }

  async pass(keys: readonly PodKey[]): Promise<void> {
    await runPass(this.#ground, {
      desired: () => this.desired,
      keys: new Set(keys.map(podSubject)),
      refresh: false,
      expectsWork: true,
      prune: { enabled: false, allowEmpty: false, maxDeletes: 1 },
      onResult: ({ message }) => {
        if (message !== '') this.faults.push(message);
      },
      superseded: () => undefined,
      onQueued: (subject) => this.faults.push(`${subject} has no place`),
      signal: new AbortController().signal,
    });
  }

  /** Each call begins when the scheduler says so, and is watched. */
  #late<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name, object);
        if (typeof member !== 'function' || !CALLS.has(String(name))) return member;
        return async (...args: readonly unknown[]) => {
          await this.#scheduler.schedule(Promise.resolve(), String(name));
          if (name === 'startContainer') await this.#checkStart(String(args[0]));
          if (name === 'write') this.written.push(String(args[1]));
          return member.apply(object, args);
        };
      },
    });
  }

  async #checkStart(name: string): Promise<void> {
    const { pods } = await this.world.store.load();
    const record = pods.find(({ key }) => name.includes(`_${key.replace('/', '_')}_`));
    const isGuarded = this.world.firewall.rules?.includes(record?.address ?? 'no address');
    if (!isGuarded) this.faults.push(`${name} started without rules`);
  }
}

it('passes at once start no pod without its rules, and none writes rules older than what is there', async () => {
  const shares = fc
    .array(fc.nat(2), { minLength: KEYS.length, maxLength: KEYS.length })
    .map((owners) =>
      [0, 1, 2]
        .map((owner) => KEYS.filter((_, index) => owners[index] === owner))
        .filter((keys) => keys.length > 0),
    );
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), shares, async (scheduler, parts) => {
      const bench = new Bench(scheduler);
      // A state that knows nobody beside pods that run would be taken for a lost one.
      await bench.world.apply({ ...bench.desired, pods: [aPod({ key: 'acme/first' })] });
      const changed = scheduler.schedule(Promise.resolve(), 'manifests change').then(() => {
        bench.desired = desiredWith(CLOSED);
      });
      // As in the loop: a pod whose manifest changed is looked at again, after the pass that has it.
      const all = parts.map(async (keys) => {
        await bench.pass(keys);
        await changed;
        await bench.pass(keys);
      });
      await scheduler.waitFor(Promise.all(all));
      expect(bench.faults).toEqual([]);
      const { rules = '' } = bench.world.firewall;
      const { pods } = await bench.world.store.load();
      expect(pods.filter(({ address = '' }) => !rules.includes(address))).toEqual([]);
      const opened = bench.written.map((text) => text.split('goto open').length > 2);
      expect(opened.at(-1)).toBe(false);
      expect(opened).toEqual(opened.toSorted().reverse());
    }),
    { numRuns: 100 },
  );
}, 60_000);
