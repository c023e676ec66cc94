import { expect, test } from 'vitest';
import type { DesiredState } from '../../src/core/model/desired.ts';
import { renderOperations } from '../../src/core/plan/render-operations.ts';
import { aTenant } from '../builders.ts';
import { World } from '../fakes/world.ts';

test('a tenant without pods is at rest once it was applied', async () => {
  const world = new World();
  const alone: DesiredState = { tenants: [aTenant({ name: 'acme' })], pods: [], warnings: [] };
  await world.apply(alone);
  expect(renderOperations(await world.plan(alone))).toBe('tenant/acme: unchanged\n');
});
