import { expect, test } from 'vitest';
import { aPod, aSecret, aTenant } from '../../test/builders.ts';
import { World } from '../../test/fakes/world.ts';

const KEY = aSecret('provider-openai');

function desiredWith(fingerprint: string) {
  const pod = aPod({ secrets: [{ ...KEY, fingerprint }] });
  return { tenants: [aTenant()], pods: [pod], warnings: [] };
}

test('a plan whose secret is still the same is carried out', async () => {
  const world = new World();
  const { subjects } = await world.apply(desiredWith('PROVIDER_OPENAI'));
  expect(subjects.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
});

test('a plan whose user list moved is refused as well', async () => {
  const world = new World();
  const routeSecrets = [aSecret('route-users', { fingerprint: 'an-older-value' })];
  const pods = [aPod({ hosts: ['a.acme.test'], routeSecrets })];
  await expect(world.apply({ tenants: [aTenant()], pods, warnings: [] })).rejects.toMatchObject({
    reason: 'PlanMoved',
  });
  expect(world.writes).toBe(0);
});

test('a plan whose secret moved is refused as a whole, and nothing is touched', async () => {
  const world = new World();
  await expect(world.apply(desiredWith('an-older-value'))).rejects.toMatchObject({
    reason: 'PlanMoved',
    message: expect.stringContaining('provider-openai changed after the plan was made'),
  });
  expect(world.writes).toBe(0);
});
