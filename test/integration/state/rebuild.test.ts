import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { footprint } from './footprint.ts';

const missing = await whyNoEngine();
const PODS: readonly PodKey[] = ['acme/a', 'acme/b', 'globex/c'];

describe.skipIf(missing)(`a lost state database ${missing ?? ''}`, () => {
  let fleet: Fleet;

  beforeEach(async () => {
    fleet = await aFleet();
    fleet.env['CRM_TOKEN'] = 'crm-token-of-the-test';
    const secrets = { crm: { env: 'CRM_TOKEN' } };
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/a', { secrets }), aStub('acme/b'));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/c'));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  });
  afterEach(() => fleet.remove());

  const lose = async () => {
    await fleet.run(['state', 'stop']);
    await rm(fleet.stateDir, { recursive: true });
  };
  const rebuild = (...flags: readonly string[]) =>
    fleet.run(['state', 'rebuild', '-f', '.', ...flags]);

  it('is not made up for by replacing what runs: apply refuses, and says what to do', async () => {
    const before = await footprint(fleet, PODS);
    await lose();

    const refused = await fleet.apply();
    expect(refused).toMatchObject({ exitCode: 7 });
    expect(refused.stderr).toContain('agentpod state rebuild -f PATH');
    expect(await footprint(fleet, PODS)).toEqual(before);
  });

  it('is made again from what runs, and nothing restarts, then or at the next apply', async () => {
    const before = await footprint(fleet, PODS);
    await lose();

    const rebuilt = await rebuild();
    expect(rebuilt).toMatchObject({ exitCode: 0 });
    expect(rebuilt.stdout).toContain('Remembered 3 pods and 2 tenants again');
    expect(rebuilt.stderr).toContain('the next apply has nothing to do');
    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
    const applied = await fleet.apply();
    expect(applied).toMatchObject({ exitCode: 0 });
    expect(applied.stdout).toContain('Nothing to do: 3 pods up to date');
    expect(await footprint(fleet, PODS)).toEqual(before);
  });

  it('comes back as the containers are, not as the manifests wish', async () => {
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/c', { memory: '64Mi' }));
    fleet.env['CRM_TOKEN'] = 'another-token';
    await lose();

    const { stderr } = await rebuild();
    expect(stderr).toContain('Manifests and pods differ');
    const { changes } = await fleet.diff();
    expect(changes.map(({ subject, section, path }) => `${subject} ${section} ${path}`)).toEqual([
      'pod/acme/a pending secrets.secret-crm',
      'pod/globex/c pending container.resources.memoryBytes',
    ]);
  });

  it('is not rebuilt over one that knows something, but pods it misses can be added', async () => {
    const [first] = PODS;
    const before = await footprint(fleet, PODS);
    expect(await rebuild()).toMatchObject({ exitCode: 7 });
    await forget(fleet, first ?? 'acme/a');

    const added = await rebuild('--add-missing');
    expect(added).toMatchObject({ exitCode: 0 });
    expect(added.stdout).toContain('Remembered 1 pod and 0 tenants again');
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
    expect(await footprint(fleet, PODS)).toEqual(before);
  });

  it('has stopped and undeclared pods on record again', async () => {
    await (await fleet.engine.handle('acme/b')).stop();
    await fleet.erase('globex.yaml');
    const before = await footprint(fleet, ['globex/c']);
    await lose();

    const { stderr } = await rebuild();
    expect(stderr).toContain('pod/globex/c is in no manifest');
    const { changes } = await fleet.diff();
    expect(changes).toMatchObject([{ subject: 'pod/acme/b', path: 'container.state' }]);
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/c'));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect(await footprint(fleet, ['globex/c'])).toEqual(before);
  });
});

async function forget({ stateDir }: Fleet, pod: PodKey): Promise<void> {
  const { openState } = await import('../../../src/services/database/open.ts');
  const state = await openState({ stateDir, readOnly: false, application: 'agentpod test' });
  await state.store.forgetPod(pod).finally(() => state.close());
}
