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

test('a plan whose secret moved is refused as a whole, and nothing is touched', async () => {
  const world = new World();
  await expect(world.apply(desiredWith('an-older-value'))).rejects.toMatchObject({
    reason: 'PlanMoved',
    message: expect.stringContaining('provider-openai changed after the plan was made'),
  });
  expect(world.writes).toBe(0);
});
