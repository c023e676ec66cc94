import { describe, expect, it } from 'vitest';
import { aPod, aTenant } from '../../test/builders.ts';
import { World } from '../../test/fakes/world.ts';
import { applyPlan } from './apply.ts';
import type { ApplyOptions } from './apply-result.ts';
import { SharedLock } from './shared-lock.ts';

const PODS = [aPod({ key: 'acme/agent' }), aPod({ key: 'acme/other' })];
const DESIRED = { tenants: [aTenant()], pods: PODS, warnings: [] };

it('what somebody else finished while it waited in line is done, and told once', async () => {
  const world = new World();
  const { runtime } = world;
  const share = await new SharedLock(world.workspace.lock, 'apply').share({ timeoutSeconds: 1 });
  const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const well = runtime.probe.bind(runtime);
  const late: typeof well = async (port, spec) => {
    asked.resolve();
    await answer.promise;
    return well(port, spec);
  };
  Object.assign(runtime, { probe: late });
  const plan = await world.plan(DESIRED);
  const slow = applyPlan(plan, world.workspace, { concurrency: 1, wait: true, share });
  await asked.promise;
  Object.assign(runtime, { probe: well });
  await world.apply(DESIRED);
  answer.resolve();
  const { subjects } = await slow;
  const pods = subjects.filter(({ subject }) => subject.startsWith('pod/'));
  expect(pods.map(({ outcome, joined }) => [outcome, joined])).toEqual([
    ['created', true],
    ['created', true],
  ]);
  const events = await world.store.events({ limit: 50 });
  const told = events.filter(({ subject }) => subject === 'pod/acme/other');
  expect(told.map(({ reason }) => reason)).toEqual(['Created']);
});

describe('a new version that never becomes ready', () => {
  /** The old one is up again, and the Engine answers no look that comes then. */
  async function undone(restored: (world: World) => void) {
    const world = new World();
    const { runtime } = world;
    await world.apply(DESIRED);
    const pods = [aPod({ key: 'acme/agent', spec: { env: { A: 'sick' } } })];
    const start = runtime.startContainer.bind(runtime);
    const well = runtime.probe.bind(runtime);
    const startContainer = async (name: string): Promise<void> => {
      await start(name);
      const isNew = name.endsWith('_g2');
      Object.assign(runtime, {
        probe: isNew ? async () => ({ ready: false, message: '503' }) : well,
      });
      if (!isNew) restored(world);
    };
    Object.assign(runtime, { startContainer });
    const plan = await world.plan({ ...DESIRED, pods });
    const share = await new SharedLock(world.workspace.lock, 'apply').share({ timeoutSeconds: 1 });
    const options: ApplyOptions = { concurrency: 1, wait: true, timeoutSeconds: 2, share };
    const { subjects } = await applyPlan(plan, world.workspace, options);
    return subjects.find(({ subject }) => subject === 'pod/acme/agent');
  }

  it('is rolled back', async () => {
    expect((await undone(() => undefined))?.outcome).toBe('rolled-back');
  });

  it('is not said to be rolled back when nobody could see that the old one serves', async () => {
    const result = await undone(({ runtime }) => {
      const observe = async () => Promise.reject(new Error('the Engine is away'));
      Object.assign(runtime, { observe });
    });
    expect(result?.outcome).toBe('timed-out');
    expect(result?.message).toContain('going back failed too: the Engine is away');
  });
});
