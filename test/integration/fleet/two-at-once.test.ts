import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { type EngineProxy, startEngineProxy } from '../engine-proxy.ts';
import { aFleet, type Child, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';
import { said } from './watched-child.ts';

const missing = await whyNoEngine();
const SLOW = { env: { STUB_BOOT_MS: '2500' } };

describe.skipIf(missing)(`two applies at once ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let proxy: EngineProxy;

  beforeAll(async () => {
    fleet = await aFleet();
    proxy = await startEngineProxy();
    await fleet.write('tenant.yaml', aTenant('acme'));
    await fleet.apply();
  });
  afterAll(async () => {
    await proxy.close();
    await fleet.remove();
  });

  /** One that has the lock, and is at its first write until it is let go on. */
  async function busy(name: string): Promise<{ readonly child: Child; readonly goOn: () => void }> {
    await fleet.write(`${name}.yaml`, aStub(`acme/${name}`));
    const { promise, resolve } = Promise.withResolvers<void>();
    proxy.reset();
    proxy.holdWrite(promise);
    const child = fleet.start(['apply', '-f', '.', '--yes'], { DOCKER_HOST: proxy.dockerHost });
    await expect.poll(() => proxy.writes.length, { timeout: 30_000 }).toBe(1);
    return { child, goOn: () => resolve() };
  }

  it('the second waits, names the holder, and does nothing twice', async () => {
    const { child: first, goOn } = await busy('one');
    const second = fleet.start(['apply', '-f', '.', '--yes']);
    await said(second, 'Waiting for the lock');
    goOn();

    const { exitCode, stderr } = await second;

    expect(stderr).toMatch(
      new RegExp(`Waiting for the lock: agentpod apply .* pid ${first.pid} since 20`),
    );
    expect(exitCode).toBe(0);
    expect(await first).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.containers('acme/one')).toHaveLength(1);
  });

  it('the second gives up with exit code 4 when it may not wait, and touches nothing', async () => {
    const { child: first, goOn } = await busy('two');
    const before = await fleet.engine.inventory();

    const second = await fleet.apply('--lock-timeout', '0s');

    expect(second.exitCode).toBe(4);
    expect(second.stderr).toContain(`pid ${first.pid}`);
    expect(await fleet.engine.inventory()).toEqual(before);
    goOn();
    expect(await first).toMatchObject({ exitCode: 0 });
  });

  it('the second does not wait for an agent that the first has started, and finishes it too', async () => {
    await fleet.write('four.yaml', aStub('acme/four', SLOW));
    const first = fleet.start(['apply', '-f', '.', '--yes']);
    await said(first, 'pod/acme/four: started container');

    const second = await fleet.apply();

    expect(second).toMatchObject({ exitCode: 0 });
    expect(await first).toMatchObject({ exitCode: 0 });
    const containers = await fleet.engine.containers('acme/four');
    expect(containers).toHaveLength(1);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
  });

  it('from nothing, with a database to make, both come out well and nothing is doubled', async () => {
    await using fresh = await aFleet();
    await fresh.write('acme.yaml', aTenant('acme'), aStub('acme/agent'));
    const argv = ['apply', '-f', '.', '--yes'];

    const both = await Promise.all([fresh.start(argv), fresh.start(argv)]);

    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const prefix = `agentpod-${fresh.instance}_acme`;
    expect(await fresh.engine.inventory()).toEqual({
      containers: [`${prefix}_agent_g1`],
      networks: [prefix],
      volumes: [`${prefix}_agent_state`],
    });
  });

  it('diff does not wait for anybody', async () => {
    const { child: first, goOn } = await busy('three');

    expect((await fleet.diff()).stderr).not.toContain('Waiting');

    goOn();
    expect(await first).toMatchObject({ exitCode: 0 });
  });
});
