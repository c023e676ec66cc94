import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import { World } from '../../../test/fakes/world.ts';
import type { DesiredState } from '../model/desired.ts';
import type { PodKey } from '../model/resource.ts';
import { planRebuild, type Rebuild } from './rebuild.ts';

const NO_SECRETS = new Map();
const CONTAINER = 'agentpod_acme_a_g1';

function fleetOf(...keys: readonly PodKey[]): DesiredState {
  return { tenants: [aTenant()], pods: keys.map((key) => aPod({ key })), warnings: [] };
}

async function lostFleet(): Promise<World> {
  const world = new World();
  await world.apply(fleetOf('acme/a', 'acme/b'));
  world.loseMemory();
  return world;
}

async function rebuild(world: World, desired: DesiredState): Promise<Rebuild> {
  return planRebuild(desired, await world.observe(desired), NO_SECRETS, {
    ...world.settings,
    now: '2026-11-24T00:00:00Z',
    prune: { enabled: false, allowEmpty: false, maxDeletes: 0 },
  });
}

test('a container that differs from its manifest is remembered as it is', async () => {
  const world = await lostFleet();
  world.runtime.mutate(CONTAINER, (item) => {
    const labels = { ...item.labels, 'dev.agentpod.spec-hash': 'v1-other' };
    Object.assign(item, { labels, spec: { ...item.spec, env: { EXTRA: '1' } } });
  });

  const [pod] = (await rebuild(world, fleetOf('acme/a', 'acme/b'))).pods;

  expect(pod?.applied).toMatchObject({ specHash: 'v1-other', spec: { env: { EXTRA: '1' } } });
});

test('a pod that no manifest names keeps its data when it is pruned', async () => {
  const [, pod] = (await rebuild(await lostFleet(), fleetOf('acme/a'))).pods;
  expect(pod).toMatchObject({ key: 'acme/b', declared: false, deletionPolicy: 'retain' });
});

test('a stopped pod counts as suspended only where no manifest wants it up', async () => {
  const world = await lostFleet();
  world.runtime.crash(CONTAINER, 0);
  const suspended = async (desired: DesiredState) =>
    (await rebuild(world, desired)).pods[0]?.applied.suspended;
  expect(await suspended(fleetOf('acme/a'))).toBe(false);
  expect(await suspended(fleetOf('acme/b'))).toBe(true);
});

test('a tenant whose network is gone gets a subnet of its own again', async () => {
  const world = await lostFleet();
  world.runtime.networks.clear();
  const { tenants } = await rebuild(world, fleetOf('acme/a'));
  expect(tenants).toMatchObject([{ name: 'acme', subnet: expect.stringMatching(/^10\.213\./) }]);
});
