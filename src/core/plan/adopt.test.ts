import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../../test/builders.ts';
import { World } from '../../../test/fakes/world.ts';

test('a generation that was begun is finished also when somebody renamed its container', async () => {
  const world = new World();
  const desired = { tenants: [aTenant()], pods: [aPod()], warnings: [] };
  const container = () => [...world.runtime.containers][0] ?? ['', undefined];
  for (let write = 1; world.runtime.containers.size === 0; write += 1) {
    world.killBeforeWrite(write);
    await world.apply(desired).catch(() => undefined);
    world.revive();
  }
  const [name, begun] = container();
  if (begun === undefined) throw new Error('nothing was begun');
  world.runtime.containers.delete(name);
  world.runtime.containers.set('renamed', begun);

  const { subjects } = await world.apply(desired);
  expect(subjects.map(({ message }) => message)).toEqual(['', '']);
  expect(container()).toMatchObject(['renamed', { state: 'running' }]);
  expect(world.runtime.containers.size).toBe(1);
});
