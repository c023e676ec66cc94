import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import { World } from '../../../test/fakes/world.ts';
import type { DesiredState } from '../model/desired.ts';
import type { PodKey } from '../model/resource.ts';

function fleetOf(...keys: readonly PodKey[]): DesiredState {
  return { tenants: [aTenant()], pods: keys.map((key) => aPod({ key })), warnings: [] };
}

test('an empty database over pods that run refuses the plan and names them and the way out', async () => {
  const world = new World();
  await world.apply(fleetOf('acme/a', 'acme/b'));
  world.loseMemory();

  const { refused } = await world.plan(fleetOf('acme/a', 'acme/b'));

  expect(refused).toHaveLength(1);
  expect(refused[0]).toContain('2 pods that are there (acme/a, acme/b)');
  expect(refused[0]).toContain('agentpod state rebuild -f PATH');
});

test('a first start, a word, and manifests that name none of them are no reason to refuse', async () => {
  const world = new World();
  expect((await world.plan(fleetOf('acme/a'))).refused).toEqual([]);
  await world.apply(fleetOf('acme/a'));
  expect((await world.plan(fleetOf('acme/a'))).refused).toEqual([]);
  world.loseMemory();
  expect((await world.plan(fleetOf('acme/b'))).refused).toEqual([]);
  expect((await world.plan(fleetOf('acme/a'), { replaceUnknown: true })).refused).toEqual([]);
});
