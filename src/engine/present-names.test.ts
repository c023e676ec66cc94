import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../test/builders.ts';
import { World } from '../../test/fakes/world.ts';
import type { ApplyEvent } from './apply-result.ts';

const desired = (env: Readonly<Record<string, string>>) => ({
  tenants: [aTenant()],
  pods: [aPod({ spec: { env } })],
  warnings: [],
});

test('going back takes away the new container also when somebody renamed it meanwhile', async () => {
  const world = new World();
  await world.apply(desired({ A: '1' }));
  const [old = ''] = world.runtime.containers.keys();
  const rename = (event: ApplyEvent): void => {
    const isWaiting =
      event.kind === 'started' && event.operation.action.kind === 'container.await-ready';
    if (!isWaiting) return;
    const [name = '', made] = [...world.runtime.containers].at(-1) ?? [];
    if (made === undefined || name === old) return;
    world.runtime.containers.delete(name);
    world.runtime.containers.set('renamed', made);
  };

  const { subjects } = await world.apply(desired({ A: '2' }), { onEvent: rename });

  expect(subjects.map(({ outcome }) => outcome)).toContain('rolled-back');
  const left = [...world.runtime.containers].map(([name, { state }]) => [name, state]);
  expect(left).toEqual([[old, 'running']]);
});
