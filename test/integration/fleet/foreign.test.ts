import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STUB_IMAGE, whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from './fleet.ts';
import type { Ran } from './in-process.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();

describe.skipIf(missing)(`what is not ours ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let docker: Docker;
  let container: Docker.Container;
  let network: Docker.Network;
  let volume: Docker.Volume;
  let ran: Ran;

  beforeAll(async () => {
    fleet = await aFleet();
    docker = fleet.engine.docker;
    const prefix = `agentpod-${fleet.instance}`;
    container = await docker.createContainer({ name: `${prefix}_acme_one_g1`, Image: STUB_IMAGE });
    network = await docker.createNetwork({ Name: `${prefix}_globex` });
    volume = await docker.getVolume(
      (await docker.createVolume({ Name: `${prefix}_acme_two_state` })).name ?? '',
    );
    await fleet.write('acme.yaml', aTenant('acme'), ...['one', 'two', 'three'].map(podOfAcme));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent'));
    ran = await fleet.apply();
  });
  afterAll(async () => {
    await fleet.remove();
    await Promise.allSettled([container.remove({ force: true }), network.remove()]);
    await volume.remove();
  });

  const podOfAcme = (name: string) => aStub(`acme/${name}`);

  it('but has our names blocks only who needs them, and is named', async () => {
    expect(ran.exitCode).toBe(5);
    const prefix = `agentpod-${fleet.instance}`;
    expect(ran.stdout).toContain(
      `pod/acme/one: container ${prefix}_acme_one_g1 belongs to image ${STUB_IMAGE}, not to this AgentPod`,
    );
    expect(ran.stdout).toContain(`pod/acme/two: volume ${prefix}_acme_two_state belongs to`);
    expect(ran.stdout).toContain(`tenant/globex: network ${prefix}_globex belongs to`);
    expect(await fleet.engine.answers('acme/three')).toBe(true);
  });

  it('is left alone by apply, prune and delete', async () => {
    await fleet.run(['apply', '-f', '.', '--yes', '--prune']);
    await fleet.run(['delete', 'tenant', 'globex', '--volumes', '--yes']);
    await fleet.run(['delete', '-f', 'globex.yaml', '--volumes', '--yes']);

    expect((await container.inspect()).State.Status).toBe('created');
    expect((await network.inspect()).Labels).toEqual({});
    expect((await volume.inspect()).Labels ?? {}).toEqual({});
  });

  it('is no hindrance any more once it is gone', async () => {
    await Promise.all([container.remove(), network.remove(), volume.remove()]);
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.answers('globex/agent')).toBe(true);
    volume = docker.getVolume((await docker.createVolume({})).name ?? '');
  });

  it('because another AgentPod made it is never touched', async () => {
    await using other = await aFleet();
    await other.write('acme.yaml', aTenant('acme'), aStub('acme/three'));
    expect(await other.apply()).toMatchObject({ exitCode: 0 });
    const before = await other.engine.container('acme/three');
    const inventory = await other.engine.inventory();

    await fleet.erase('acme.yaml');
    expect(await fleet.apply('--prune', '--max-deletes', '9')).toMatchObject({ exitCode: 0 });
    await fleet.run(['delete', 'tenant', 'globex', '--volumes', '--yes']);
    expect((await fleet.engine.inventory()).containers).toEqual([]);

    expect(await other.engine.inventory()).toEqual(inventory);
    expect(await other.engine.container('acme/three')).toMatchObject({
      Id: before.Id,
      State: { StartedAt: before.State.StartedAt },
    });
    expect(await other.diff()).toMatchObject({ exitCode: 0 });
  });
});
