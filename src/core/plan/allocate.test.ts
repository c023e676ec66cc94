import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import { World } from '../../../test/fakes/world.ts';
import type { DesiredState } from '../model/desired.ts';
import type { PodKey } from '../model/resource.ts';
import { makePlan } from './reconciler.ts';

const NO_PRUNE = { enabled: false, allowEmpty: false, maxDeletes: 0 };

function fleetOf(...keys: readonly PodKey[]): DesiredState {
  return { tenants: [aTenant()], pods: keys.map((key) => aPod({ key })), warnings: [] };
}

test('after a lost database pods keep the ports that their containers publish, new pods get others', async () => {
  const world = new World();
  await world.apply(fleetOf('acme/b', 'acme/c'));
  const before = await portsOf(world, fleetOf('acme/b', 'acme/c'));
  world.loseMemory();

  const desired = fleetOf('acme/a', 'acme/b', 'acme/c');
  const { subjects } = await world.apply(desired);

  expect(subjects.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  const after = await portsOf(world, desired);
  expect(after).toMatchObject(before);
  expect(new Set(Object.values(after)).size).toBe(3);
});

async function portsOf(world: World, desired: DesiredState): Promise<Record<PodKey, number>> {
  const { records } = await world.observe(desired);
  return Object.fromEntries(records.pods.map(({ key, port }) => [key, port]));
}

test('a pod keeps its port while Docker restarts it, though it lists none and the port is held', async () => {
  const world = new World();
  const desired = fleetOf('acme/a');
  await world.apply(desired);
  const observed = await world.observe(desired);
  const [port = 0] = observed.records.pods.map((record) => record.port);
  const containers = observed.containers.map((item) => ({
    ...item,
    state: 'restarting' as const,
    publish: [],
  }));
  const moved = { ...observed, containers, busyPorts: [port] };
  const options = { ...world.settings, now: '2026-11-25T00:00:00Z', prune: NO_PRUNE };
  expect(makePlan(desired, moved, options).changes).toEqual([]);
});
