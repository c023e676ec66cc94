import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDockerRuntime } from '../../src/services/docker/runtime.ts';
import { makeDockerWorld, whyNoEngine } from '../contract/docker-world.ts';
import { look, makePod, type RuntimeWorld, requestsFor } from '../contract/runtime-world.ts';
import { type EngineProxy, startEngineProxy } from './engine-proxy.ts';

const missing = await whyNoEngine();

describe.skipIf(missing)(`engine proxy ${missing ?? ''}`, () => {
  let direct: RuntimeWorld;
  let world: RuntimeWorld;
  let proxy: EngineProxy;
  beforeEach(async () => {
    direct = await makeDockerWorld();
    proxy = await startEngineProxy();
    world = { ...direct, runtime: createDockerRuntime({ dockerHost: proxy.dockerHost }) };
  });
  afterEach(async () => {
    await proxy.close();
    await direct.cleanUp();
  });

  it('counts every write and no read', async () => {
    await makePod(world);
    expect(proxy.writes.map((write) => write.replace(/\?.*/, ''))).toEqual([
      'POST /networks/create',
      'POST /volumes/create',
      'POST /volumes/create',
      'POST /volumes/create',
      'POST /containers/create',
    ]);
    proxy.reset();

    await look(world, true);

    expect(proxy.writes).toEqual([]);
    expect(proxy.reads).not.toEqual([]);
  });

  it('loses a write before the Engine sees it, and all that follows', async () => {
    const { volume } = requestsFor(world);
    proxy.cutAt(2, 'request');

    await world.runtime.createVolume(volume('state'));
    const unreachable = { failure: 'Transient', reason: 'EngineUnreachable' };
    await expect(world.runtime.createVolume(volume('config'))).rejects.toMatchObject(unreachable);
    await expect(look(world)).rejects.toMatchObject(unreachable);
    proxy.mend();

    expect((await look(world)).volumes.map(({ role }) => role)).toEqual(['state']);
  });

  it('loses an answer of the Engine, which has done the work', async () => {
    proxy.cutAt(1, 'answer');

    await expect(
      world.runtime.createVolume(requestsFor(world).volume('state')),
    ).rejects.toMatchObject({ reason: 'EngineUnreachable' });
    proxy.mend();

    expect((await look(world)).volumes).toHaveLength(1);
  });

  it('lets a command and its output through', async () => {
    const { name } = await makePod(world);
    await world.runtime.startContainer(name);

    expect(await world.runtime.exec(name, ['sh', '-c', 'echo hi'], {})).toMatchObject({
      exitCode: 0,
      stdout: 'hi\n',
    });
  });
});
