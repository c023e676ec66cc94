import { describe, expect, test } from 'vitest';
import type { DesiredPod, DesiredState } from '../../src/core/model/desired.ts';
import type { PlanOptions } from '../../src/core/plan/options.ts';
import { renderOperations } from '../../src/core/plan/render-operations.ts';
import { aPod, aSecret, aTenant, type PodOverrides } from '../builders.ts';
import { World } from '../fakes/world.ts';

/** Plans as readable text. `vitest run test/golden -u` rewrites them; the diff is the review. */
export const PRUNE = { prune: { enabled: true, allowEmpty: false, maxDeletes: 1 } };

export function fleetOf(...pods: DesiredPod[]): DesiredState {
  const tenants = [...new Set(pods.map((pod) => pod.tenant))].sort();
  return { tenants: tenants.map((name) => aTenant({ name })), pods, warnings: [] };
}

export const base: PodOverrides = {
  hosts: ['agent.acme.example.com'],
  secrets: [aSecret('provider-openai', { fingerprint: 'PROVIDER_OPENAI' })],
  spec: {
    model: { primary: 'openai/gpt-5' },
    providers: { openai: { apiKey: { env: 'PROVIDER_OPENAI' } } },
  },
};
export const pod: DesiredPod = aPod(base);

export interface Case {
  readonly title: string;
  /** Applied first. */
  readonly before?: DesiredState;
  readonly disturb?: (world: World) => void | Promise<void>;
  readonly desired: DesiredState;
  readonly options?: Partial<PlanOptions>;
}

export function describePlans(name: string, cases: readonly Case[]): void {
  describe(name, () => {
    test.each(cases)('$title', async ({ title, before, disturb, desired, options }) => {
      const world = new World();
      if (before !== undefined) await world.apply(before);
      await disturb?.(world);
      const text = renderOperations(await world.plan(desired, options));
      await expect(text).toMatchFileSnapshot(`plans/${title.replaceAll(/[^a-z]+/g, '-')}.txt`);
    });
  });
}
