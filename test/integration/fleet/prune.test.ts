import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import type { Inventory } from './engine-view.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();
const PODS = ['one', 'two', 'three'];
const PRUNE_TWO = ['--prune', '--max-deletes', '2'];

describe.skipIf(missing)(`pruning ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let before: Inventory;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), ...PODS.map((name) => aStub(`acme/${name}`)));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  });
  beforeEach(async () => {
    before = await fleet.engine.inventory();
  });
  afterAll(() => fleet.remove());

  it('is off unless asked for: what no manifest names stays, and is pointed out', async () => {
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/one'));
    const { exitCode, stderr } = await fleet.apply();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('left alone without --prune: pod/acme/three, pod/acme/two');
    expect(await fleet.engine.inventory()).toEqual(before);
  });

  it('touches nothing while a manifest has an error', async () => {
    await fleet.writeText('broken.yaml', 'kind: Pod\nmetadata: {name: acme/x}\nspec: {portt: 1}\n');
    expect(await fleet.apply('--prune')).toMatchObject({ exitCode: 3 });
    expect(await fleet.engine.inventory()).toEqual(before);
    await fleet.erase('broken.yaml');
  });

  it('refuses to delete more pods than --max-deletes', async () => {
    const refused = await fleet.apply('--prune', '--max-deletes', '1');
    expect(refused.exitCode).toBe(7);
    expect(refused.stderr).toContain('2 pods would be deleted (acme/three, acme/two)');
    expect(await fleet.engine.inventory()).toEqual(before);
  });

  it('refuses to delete everything because the folder is empty', async () => {
    await fleet.erase('acme.yaml');
    const refused = await fleet.apply('--prune');
    expect(refused).toMatchObject({ exitCode: 7 });
    expect(refused.stderr).toContain('add --prune-allow-empty');
    expect(await fleet.apply()).toMatchObject({ exitCode: 3 });
    expect(await fleet.engine.inventory()).toEqual(before);
  });

  it('keeps the volume of a pod that retains it and drops the one that is to go, as shown', async () => {
    await fleet.write(
      'acme.yaml',
      aTenant('acme'),
      aStub('acme/one'),
      aStub('acme/two', { deletionPolicy: 'delete' }),
    );
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/one'));
    const prefix = `agentpod-${fleet.instance}_acme`;

    const shown = await fleet.run(['diff', '-f', '.', ...PRUNE_TWO]);
    expect(shown.exitCode).toBe(1);
    expect(shown.stdout).toMatch(/pod\/acme\/two: delete, DATA IS LOST/);
    expect(shown.stdout).toContain(`- volume: "${prefix}_two_state"`);
    expect(shown.stdout).toContain(`volume ${prefix}_three_state is kept`);

    expect(await fleet.apply(...PRUNE_TWO)).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.inventory()).toEqual({
      containers: [`${prefix}_one_g1`],
      networks: [prefix],
      volumes: [`${prefix}_one_state`, `${prefix}_three_state`],
    });
  });

  it('of an empty folder deletes all when told so, and what is retained is still there', async () => {
    await fleet.erase('acme.yaml');
    expect(await fleet.apply('--prune', '--prune-allow-empty')).toMatchObject({ exitCode: 0 });
    const { containers, networks, volumes } = await fleet.engine.inventory();
    expect([...containers, ...networks]).toEqual([]);
    expect(volumes).toHaveLength(2);
  });
});
