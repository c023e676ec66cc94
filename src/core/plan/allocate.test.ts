import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import { World } from '../../../test/fakes/world.ts';
import type { DesiredState } from '../model/desired.ts';
import type { PodKey } from '../model/resource.ts';

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
