import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDockerRuntime } from '../../src/services/docker/runtime.ts';
import { makeDockerWorld, STUB_IMAGE, whyNoEngine } from '../contract/docker-world.ts';
import { look, makePod, type RuntimeWorld, requestsFor, text } from '../contract/runtime-world.ts';

const missing = await whyNoEngine();

describe.skipIf(missing)(`Docker runtime on a real Engine ${missing ?? ''}`, () => {
  let world: RuntimeWorld;
  beforeEach(async () => {
    world = await makeDockerWorld();
  });
  afterEach(async () => {
    await world.cleanUp();
  });

  async function startedPod(): Promise<string> {
    const { name } = await makePod(world);
    await world.runtime.startContainer(name);
    return name;
  }

  it('creates containers with nothing that an agent does not need', async () => {
    const { name } = await makePod(world);

    const { HostConfig, Config } = await new Docker().getContainer(name).inspect();

    expect(HostConfig).toMatchObject({
      Init: true,
      CapDrop: ['ALL'],
      CapAdd: null,
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      ReadonlyRootfs: true,
      PidsLimit: 64,
      Memory: 64 * 1024 * 1024,
      MemorySwap: 64 * 1024 * 1024,
      NanoCpus: 500_000_000,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      Binds: null,
    });
    expect(Config).toMatchObject({ Hostname: 'agent', User: '1000:1000' });
  });

  it('sees limits that somebody changed by hand', async () => {
    const { name } = await makePod(world);
    await new Docker().getContainer(name).update({ Memory: 32 << 20, MemorySwap: 32 << 20 });

    const detail = await world.runtime.detail(name);

    expect(detail?.spec.resources.memoryBytes).toBe(32 << 20);
  });

  it('writes secrets that only the pod can read, several volumes at once', async () => {
    const { name, volumes } = await makePod(world);
    const file = { path: 'token', mode: 0o400, content: text('s3cret') };
    const owner = { uid: 1000, gid: 1000, rootMode: 0o700 };
    await world.runtime.writeVolumes({
      ...requestsFor(world).helper,
      image: world.image,
      volumes: [
        { ...owner, volume: volumes.secrets ?? '', files: [file] },
        { ...owner, volume: volumes.state ?? '', files: [] },
      ],
    });
    await world.runtime.startContainer(name);

    const list = ['sh', '-c', 'stat -c "%u %g %a %n" /run/agentpod/secrets/* /state; id -u'];
    const { stdout } = await world.runtime.exec(name, list, {});

    expect(stdout).toBe('1000 1000 400 /run/agentpod/secrets/token\n1000 1000 700 /state\n1000\n');
  });

  it('replaces a helper that a crash left behind, and no other container of that name', async () => {
    const { volumes } = await makePod(world);
    const { helper, labels } = requestsFor(world).helper;
    const volume = { volume: volumes.config ?? '', uid: 1, gid: 1, rootMode: 0o755, files: [] };
    const write = () =>
      world.runtime.writeVolumes({ image: STUB_IMAGE, helper, labels, volumes: [volume] });
    const leftOver = { ...labels, 'dev.agentpod.helper': 'fill' };
    await new Docker().createContainer({ name: helper, Image: STUB_IMAGE, Labels: leftOver });
    await write();
    await world.makeForeign(helper);

    await expect(write()).rejects.toMatchObject({ reason: 'NameTaken' });
  });

  it('removes a volume that only a left-over helper still mounts', async () => {
    const request = requestsFor(world).volume('config');
    await world.runtime.createVolume(request);
    const { helper, labels } = requestsFor(world).helper;
    await new Docker().createContainer({
      name: helper,
      Image: STUB_IMAGE,
      Labels: { ...labels, 'dev.agentpod.helper': 'fill' },
      HostConfig: { Mounts: [{ Type: 'volume', Source: request.name, Target: '/v' }] },
    } as Docker.ContainerCreateOptions);

    await world.runtime.removeVolume(request.name);

    expect((await look(world)).volumes).toEqual([]);
  });

  it('observes while containers go away under it', async () => {
    const { name } = await makePod(world);
    const looks = Array.from({ length: 10 }, () => look(world, true));
    await world.runtime.removeContainer(name);

    for (const snapshot of await Promise.all(looks)) {
      expect(snapshot.containers.length).toBeLessThanOrEqual(1);
    }
  });

  it('sees the agent become ready and go away', async () => {
    const name = await startedPod();
    const port = world.ports.first;
    const probe = {
      port: 18789,
      readyPath: '/startupz',
      readyField: 'ok',
      bootSeconds: 1,
      deadlineSeconds: 9,
    };
    let seen = await world.runtime.probe(port, probe);
    for (let tries = 0; !seen.ready && tries < 50; tries += 1) {
      await sleep(100);
      seen = await world.runtime.probe(port, probe);
    }

    expect(seen).toEqual({ ready: true, message: '200 status "started"' });
    await world.runtime.removeContainer(name);
    expect(await world.runtime.probe(port, probe)).toEqual({
      ready: false,
      contact: 'silent',
      message: 'connection refused',
    });
  });

  it('says who the Engine is', async () => {
    expect(await world.runtime.info()).toMatchObject({
      id: expect.stringMatching(/./),
      version: expect.stringMatching(/^\d+\.\d+/),
    });
  });

  it('says plainly that no Engine is there, and what to do', async () => {
    const nowhere = `unix:///tmp/${randomBytes(4).toString('hex')}.sock`;

    await expect(createDockerRuntime({ dockerHost: nowhere }).info()).rejects.toMatchObject({
      failure: 'Transient',
      reason: 'EngineUnreachable',
      message: expect.stringContaining(nowhere),
      hint: expect.stringContaining('start Docker'),
    });
  });

  it('fails to pull an image that no registry has, and says how to go on', async () => {
    await expect(world.runtime.pullImage('localhost:1/no/such:1')).rejects.toMatchObject({
      failure: expect.stringMatching(/Transient|Waiting/),
    });
  });
});
