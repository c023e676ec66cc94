import { expect, test } from 'vitest';
import { rebuildState } from '../../src/engine/rebuild.ts';
import { World } from '../fakes/world.ts';
import { fc } from './fast-check.ts';
import { fleet } from './fleets.ts';

const RUNS = { numRuns: 200 };
const OPTIONS = { addMissing: false, guard: async () => undefined };

/** What the proxy was told is on no container: it is told once more, which nobody feels. */
const TELLS_AGAIN = new Set(['route.write', 'route.verify', 'pod.commit']);

test('whatever the fleet, a lost memory is rebuilt such that the next plan has nothing to do', () =>
  fc.assert(
    fc.asyncProperty(fleet, async (desired) => {
      const world = new World();
      await world.apply(desired);
      const tokens = await tokensOf(world);
      const { pods } = await world.store.load();
      world.loseMemory();

      const touched = world.runtime.writes;
      const { pods: rebuilt } = await rebuildState(world.workspace, desired, OPTIONS);

      expect(world.runtime.writes, 'nothing on the Engine is written').toBe(touched);
      expect(rebuilt.map(({ key, port, uid }) => [key, port, uid])).toEqual(
        pods.map(({ key, port, uid }) => [key, port, uid]),
      );
      const plan = await world.plan(desired);
      expect(plan.changes.filter(({ path }) => !path.startsWith('route.'))).toEqual([]);
      expect(plan.operations.filter(({ action }) => !TELLS_AGAIN.has(action.kind))).toEqual([]);
      expect(plan.refused).toEqual([]);
      expect(await tokensOf(world)).toEqual(tokens);
    }),
    RUNS,
  ));

test('a rebuild that was killed before any of its writes is finished by the next one', () =>
  fc.assert(
    fc.asyncProperty(fleet, fc.nat(12), async (desired, writes) => {
      const world = new World();
      await world.apply(desired);
      world.loseMemory();
      world.killBeforeWrite(writes);
      await rebuildState(world.workspace, desired, OPTIONS).catch(() => undefined);
      world.revive();
      await rebuildState(world.workspace, desired, { ...OPTIONS, addMissing: true });
      const touched = world.runtime.journal.length;
      await world.apply(desired);
      const since = world.runtime.journal.slice(touched);
      expect(since.filter((line) => line !== 'writeVolumes agentpod__routes')).toEqual([]);
      expect((await world.plan(desired)).operations).toEqual([]);
    }),
    RUNS,
  ));

test('without a rebuild, an empty memory over what runs refuses every plan that names it', () =>
  fc.assert(
    fc.asyncProperty(fleet, async (desired) => {
      const world = new World();
      await world.apply(desired);
      world.loseMemory();
      const { refused } = await world.plan(desired);
      expect(refused.length).toBe(desired.pods.length === 0 ? 0 : 1);
      expect((await world.plan(desired, { replaceUnknown: true })).refused).toEqual([]);
    }),
    RUNS,
  ));

/** As they lie in the pods: only agents with a token of their own have one there. */
async function tokensOf({ store, runtime }: World): Promise<unknown> {
  const { pods } = await store.load();
  return Promise.all(
    pods.map(async ({ key, generation }) => {
      const name = `agentpod_${key.replace('/', '_')}_g${generation}`;
      const inside = (await runtime.readSecrets(name))?.get('gateway-token')?.reveal();
      const stored = (await store.gatewayToken(key))?.reveal();
      return inside === undefined ? key : [key, inside, stored];
    }),
  );
}
