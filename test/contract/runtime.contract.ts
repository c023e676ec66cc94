import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { namePrefix } from '../../src/core/desired/names.ts';
import { describeProxy } from './runtime-proxy.contract.ts';
import { describeStorage } from './runtime-storage.contract.ts';
import { look, makePod, POD, type RuntimeWorld, requestsFor } from './runtime-world.ts';

/** What every container engine behind the port must do; runs on the fake and on a real one. */
export function describeRuntime(name: string, makeWorld: () => Promise<RuntimeWorld>): void {
  describe(name, () => {
    let world: RuntimeWorld;
    beforeEach(async () => {
      world = await makeWorld();
    });
    afterEach(async () => {
      await world.cleanUp();
    });

    describeObservation(() => world);
    describeContainers(() => world);
    describeStorage(() => world);
    describeProxy(() => world);
  });
}

function describeObservation(world: () => RuntimeWorld): void {
  it('reads a created container back as the spec that it was made from', async () => {
    const { spec } = await makePod(world());

    const [container] = (await look(world(), true)).containers;

    const { network, ...rest } = spec;
    expect(container?.detail?.spec).toEqual({ ...rest, networks: [network], hardened: true });
  });

  it('reads fields that were left to the image back as left to the image', async () => {
    const toImage = { command: [], user: '', workingDir: '', env: {}, labels: {}, publish: [] };
    await makePod(world(), toImage);

    const [container] = (await look(world(), true)).containers;

    expect(container?.detail?.spec).toMatchObject(toImage);
  });

  it('tells identity, state and hashes by one quick look', async () => {
    const { name } = await makePod(world());

    const [container] = (await look(world())).containers;

    expect(container).toMatchObject({
      name,
      pod: POD,
      uid: 'uid-1',
      generation: 1,
      state: 'created',
      specHash: 'v1-spec',
      contentHash: 'v1-content',
      imageRef: world().image,
      publish: [],
    });
    expect(container).not.toHaveProperty('detail');
  });

  it('shows the published port of a running container, and does not call it busy', async () => {
    const { name, spec } = await makePod(world());
    await world().runtime.startContainer(name);

    const snapshot = await look(world());

    expect(snapshot.containers[0]).toMatchObject({ state: 'running', publish: spec.publish });
    expect(snapshot.busyPorts).toEqual([]);
  });

  it('tells what a running container uses, by name and by id, and how much memory it has', async () => {
    const { name, spec } = await makePod(world());
    expect(await world().runtime.usage(name)).toBeUndefined();
    await world().runtime.startContainer(name);

    const { id = '' } = (await world().runtime.detail(name)) ?? {};
    for (const about of [name, id]) {
      const use = await world().runtime.usage(about);
      expect(use?.limitBytes).toBe(spec.resources.memoryBytes);
      expect(use?.usedBytes).toBeGreaterThan(0);
      expect(use?.usedBytes).toBeLessThan(spec.resources.memoryBytes);
      expect(use?.cpuSeconds).toBeGreaterThan(0);
      expect(use?.cpuSeconds).toBeLessThan(60);
    }
    expect(await world().runtime.usage(`${name}-absent`)).toBeUndefined();
  });

  it('calls a port busy that something else holds', async () => {
    await world().occupyPort(world().ports.last);

    expect((await look(world())).busyPorts).toEqual([world().ports.last]);
  });

  it('shows networks and volumes with their owners', async () => {
    await makePod(world());

    const snapshot = await look(world());

    const { subnet, name } = requestsFor(world()).network();
    expect(snapshot.networks).toMatchObject([{ name, subnet, tenant: 'acme' }]);
    expect(snapshot.busySubnets).not.toContain(subnet);
    expect(snapshot.volumes.map(({ role, generation, pod }) => [role, generation, pod])).toEqual([
      ['config', 1, POD],
      ['secrets', 1, POD],
      ['state', 0, POD],
    ]);
  });

  it('shows what others put on our names, and not as ours', async () => {
    const name = `${namePrefix(world().instance)}_acme_mine_g1`;
    await world().makeForeign(name);

    const snapshot = await look(world());

    expect(snapshot.containers).toEqual([]);
    expect(snapshot.foreign.map((item) => [item.kind, item.name])).toEqual(
      expect.arrayContaining([
        ['container', name],
        ['volume', name],
      ]),
    );
  });

  it('resolves the images that are present and leaves the others out', async () => {
    const { images } = await look(world());

    expect(Object.keys(images)).toEqual([world().image]);
    expect(images[world().image]).toBe(await world().runtime.imageId(world().image));
    expect(await world().runtime.imageId('no/such:image')).toBeUndefined();
  });

  it('knows nothing of a container that is not there', async () => {
    expect(await world().runtime.detail('no-such-container')).toBeUndefined();
  });
}

function describeContainers(world: () => RuntimeWorld): void {
  it('refuses a second container of the same name and says who has it', async () => {
    const request = await makePod(world());

    await expect(world().runtime.createContainer(request)).rejects.toMatchObject({
      failure: 'Conflict',
      reason: 'NameTaken',
      message: expect.stringContaining(request.name),
    });
  });

  it('waits for an image that is not there', async () => {
    await makePod(world());
    const request = requestsFor(world()).container({ image: 'no/such:image' }, 2);

    await expect(world().runtime.createContainer(request)).rejects.toMatchObject({
      failure: 'Waiting',
      reason: 'ImageMissing',
    });
  });

  it('refuses to make a container over a volume that is not there', async () => {
    const requests = requestsFor(world());
    await world().runtime.createNetwork(requests.network());

    await expect(world().runtime.createContainer(requests.container())).rejects.toMatchObject({
      reason: 'NotFound',
    });
    expect((await look(world())).volumes).toEqual([]);
  });

  it('refuses to start on a port that another container holds', async () => {
    const { name, spec } = await makePod(world());
    await world().runtime.startContainer(name);
    const address = spec.address.replace(/8$/, '9');
    const second = requestsFor(world()).container({ address }, 2);
    await world().runtime.createContainer(second);

    await expect(world().runtime.startContainer(second.name)).rejects.toMatchObject({
      failure: 'Transient',
      reason: 'PortTaken',
    });
  });

  it('starts, stops and removes, and does each twice without complaint', async () => {
    const { runtime } = world();
    const { name } = await makePod(world());

    await runtime.startContainer(name);
    await runtime.startContainer(name);
    expect(await runtime.detail(name)).toMatchObject({ state: 'running' });
    await runtime.stopContainer(name, 2);
    await runtime.stopContainer(name, 2);
    expect(await runtime.detail(name)).toMatchObject({ state: 'exited' });
    await runtime.removeContainer(name);
    await runtime.removeContainer(name);
    await runtime.stopContainer(name, 2);
    expect(await runtime.detail(name)).toBeUndefined();
  });

  it('removes a container that runs, and keeps its volumes', async () => {
    const { name } = await makePod(world());
    await world().runtime.startContainer(name);

    await world().runtime.removeContainer(name);

    expect((await look(world())).volumes).toHaveLength(3);
  });

  it('removes nothing that somebody else made under the name', async () => {
    const name = `${namePrefix(world().instance)}_acme_taken_g1`;
    await world().makeForeign(name);
    await world().runtime.removeContainer(name);
    const { foreign } = await look(world());
    expect(foreign.map((item) => item.name)).toContain(name);
  });

  it('fails with NotFound for a container that is not there', async () => {
    const notFound = { failure: 'Transient', reason: 'NotFound' };
    await expect(world().runtime.startContainer('no-such')).rejects.toMatchObject(notFound);
    await expect(world().runtime.exec('no-such', ['true'], {})).rejects.toMatchObject(notFound);
    await expect(firstLine(world(), 'no-such')).rejects.toMatchObject(notFound);
  });

  it('refuses to run a command in a container that does not run', async () => {
    const { name } = await makePod(world());

    await expect(world().runtime.exec(name, ['true'], {})).rejects.toMatchObject({
      reason: 'EngineError',
    });
  });
}

async function firstLine(world: RuntimeWorld, container: string): Promise<string | undefined> {
  for await (const line of world.runtime.logs(container, {})) return line;
  return undefined;
}
