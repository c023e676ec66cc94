import { expect, it } from 'vitest';
import { configNanos, configText, expectedFile } from '../../src/core/desired/config-text.ts';
import type { VolumeFile } from '../../src/ports/container-runtime.ts';
import { look, makePod, type RuntimeWorld, requestsFor, text } from './runtime-world.ts';

/** The part of the contract about networks, volumes and what is written into them. */
export function describeStorage(world: () => RuntimeWorld): void {
  const writeConfig = (volume = '', file: VolumeFile): Promise<void> =>
    world().runtime.writeVolumes({
      ...requestsFor(world()).helper,
      image: world().image,
      volumes: [{ volume, uid: 1000, gid: 1000, rootMode: 0o700, files: [file] }],
    });

  it('refuses a network whose name or subnet is taken', async () => {
    const requests = requestsFor(world());
    await world().runtime.createNetwork(requests.network());
    const { name, ...place } = requests.network();

    await expect(
      world().runtime.createNetwork({ ...requests.network(1), name }),
    ).rejects.toMatchObject({ failure: 'Conflict', reason: 'NameTaken' });
    await expect(
      world().runtime.createNetwork({ ...place, name: requests.network(1).name }),
    ).rejects.toMatchObject({ failure: 'Conflict', reason: 'SubnetTaken' });
  });

  it('names what keeps a network from being removed', async () => {
    const { name, spec } = await makePod(world());
    await world().runtime.startContainer(name);

    await expect(world().runtime.removeNetwork(spec.network)).rejects.toMatchObject({
      failure: 'Conflict',
      reason: 'NetworkInUse',
      message: expect.stringContaining(name),
    });
    await world().runtime.removeContainer(name);
    await world().runtime.removeNetwork(spec.network);
    await world().runtime.removeNetwork(spec.network);
    expect((await look(world())).networks).toEqual([]);
  });

  it('names what keeps a volume from being removed', async () => {
    const { name, volumes } = await makePod(world());
    const state = volumes.state ?? '';

    await expect(world().runtime.removeVolume(state)).rejects.toMatchObject({
      failure: 'Conflict',
      reason: 'VolumeInUse',
      message: expect.stringContaining(name),
    });
    await world().runtime.removeContainer(name);
    await world().runtime.removeVolume(state);
    await world().runtime.removeVolume(state);
    expect((await look(world())).volumes.map((volume) => volume.name)).not.toContain(state);
  });

  it('reads the secrets of a container back, whether it runs or not', async () => {
    const { name, volumes } = await makePod(world());
    const { helper, labels } = requestsFor(world()).helper;
    const target = '/run/agentpod/secrets';
    const read = async (container: string): Promise<unknown> => {
      const found = await world().runtime.readSecrets(container, target);
      return found && [...found].map(([path, value]) => [path, value.reveal()]);
    };
    const files = ['a-token', 'b-key'].map((path) => ({
      path,
      mode: 0o400,
      content: text(`value of ${path}, ü`),
    }));
    const volume = { volume: volumes.secrets ?? '', uid: 1000, gid: 1000, rootMode: 0o700, files };

    expect(await read(name)).toEqual([]);
    await world().runtime.writeVolumes({
      image: world().image,
      helper,
      labels,
      volumes: [volume],
    });
    const written = files.map(({ path }) => [path, `value of ${path}, ü`]);
    expect(await read(name)).toEqual(written);
    await world().runtime.startContainer(name);
    expect(await read(name)).toEqual(written);
    expect(await read('no-such-container')).toBeUndefined();
  });

  it('takes a volume that is there with the same labels, and no other', async () => {
    const request = requestsFor(world()).volume('state');
    await world().runtime.createVolume(request);
    await world().runtime.createVolume(request);

    await expect(
      world().runtime.createVolume({ ...request, labels: { ...request.labels, 'a.b': 'c' } }),
    ).rejects.toMatchObject({ failure: 'Conflict', reason: 'NameTaken' });
  });

  it('reads back the files that it wrote, and keeps those that it did not', async () => {
    const { name, volumes } = await makePod(world());
    const write = (path: string, content: string): Promise<void> =>
      writeConfig(volumes.config, { path, mode: 0o600, content: text(content) });

    await write('openclaw.json', '{ "a": [1, "ü"] }');
    await write('notes/readme.txt', 'first\n');
    await write('notes/readme.txt', 'second\n');

    const [container] = (await look(world(), true)).containers;
    expect(container?.detail?.configFiles).toMatchObject([
      { path: 'notes/readme.txt', content: 'second\n', modifiedAt: expect.any(String) },
      { path: 'openclaw.json', content: { a: [1, 'ü'] } },
    ]);
    expect(await world().runtime.detail(name)).toMatchObject({ configFiles: undefined });
    expect((await look(world())).containers.map((item) => item.name)).toEqual([name]);
  });

  it('takes a file for unchanged while its size and time are as expected, and reads it otherwise', async () => {
    const { pod, volumes } = await makePod(world());
    const wanted = { path: 'openclaw.json', content: { a: 1 } };
    const write = (content: string, nanos: number): Promise<void> =>
      writeConfig(volumes.config, {
        path: wanted.path,
        mode: 0o600,
        nanos,
        content: text(content),
      });
    const files = [wanted];
    const lookExpecting = async (): Promise<unknown> => {
      const expected = new Map([[pod, { files, stats: [expectedFile(wanted)] }]]);
      const [container] = (await look(world(), true, expected)).containers;
      return container?.detail?.configFiles;
    };

    await write(configText(wanted), configNanos(configText(wanted)));
    expect(await lookExpecting(), 'the very list: nothing was read').toBe(files);
    await write(configText({ ...wanted, content: { a: 2 } }), 600_000);
    const modifiedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await lookExpecting()).toEqual([{ ...wanted, content: { a: 2 }, modifiedAt }]);
  });

  it('refuses to write into a volume that is not there', async () => {
    const { helper, labels } = requestsFor(world()).helper;
    const volume = { volume: `${helper}_nowhere`, uid: 1, gid: 1, rootMode: 0o700, files: [] };

    await expect(
      world().runtime.writeVolumes({ image: world().image, helper, labels, volumes: [volume] }),
    ).rejects.toMatchObject({ reason: 'NotFound' });
  });
}
