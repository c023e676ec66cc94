import { expect, test } from 'vitest';
import { aPod, aTenant } from '../../test/builders.ts';
import { World } from '../../test/fakes/world.ts';
import { observeState } from './observe.ts';

const FLEET = { tenants: [aTenant()], pods: [aPod()], warnings: [] };
const EMPTY = { tenants: [], pods: [] };

test.each([true, false])(
  'a pod that another pass has just made is no sign of a lost memory (refresh: %s)',
  async (refresh) => {
    const world = new World();
    await world.apply(FLEET);
    const { workspace } = world;
    let looks = 0;
    const store = new Proxy(workspace.store, {
      get(target, name) {
        if (name !== 'load') return Reflect.get(target, name, target);
        return async () => {
          looks += 1;
          return looks === 1 ? EMPTY : target.load();
        };
      },
    });
    const { records } = await observeState({ ...workspace, store }, FLEET, { refresh });
    expect(records.pods.map(({ key }) => key)).toEqual(['acme/agent']);
  },
);

test('a memory that is lost stays lost at the second look', async () => {
  const world = new World();
  await world.apply(FLEET);
  world.loseMemory();
  expect((await world.observe(FLEET)).records).toMatchObject(EMPTY);
});
