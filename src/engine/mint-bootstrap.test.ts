import { beforeEach, expect, test } from 'vitest';
import { aPod, aTenant } from '../../test/builders.ts';
import { World } from '../../test/fakes/world.ts';
import type { CustomerPod } from '../ports/customer-access.ts';
import { mintBootstrap } from './mint-bootstrap.ts';

const ORIGIN = 'https://a.example.com';
let world: World;
let pod: CustomerPod;

beforeEach(async () => {
  world = new World();
  const pods = [aPod({ key: 'acme/agent', hosts: ['a.example.com'] })];
  await world.apply({ tenants: [aTenant()], pods, warnings: [] });
  const found = await world.store.access.findPod('a.example.com');
  if (found === undefined) throw new Error('the pod was not applied');
  pod = found;
});

test('the token comes from the container that runs', async () => {
  const token = await mintBootstrap(world.workspace, pod, ORIGIN);
  expect(token.reveal()).toBe('bootstrap-1');
  expect(world.gateway.links).toEqual([['agentpod_acme_agent_g1', ORIGIN]]);
});

test('a pod that does not run, or was made anew, gives none', async () => {
  const other = { ...pod, uid: 'another' };
  await expect(mintBootstrap(world.workspace, other, ORIGIN)).rejects.toMatchObject({
    failure: 'Waiting',
    reason: 'PodNotRunning',
  });
});
