import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Child, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';
import { said } from './watched-child.ts';

const missing = await whyNoEngine();
const SLOW = { env: { STUB_BOOT_MS: '2500' } };

describe.skipIf(missing)(`two applies at once ${missing ?? ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('tenant.yaml', aTenant('acme'));
    await fleet.apply();
  });
  afterAll(() => fleet.remove());

  async function busy(name: string): Promise<{ readonly child: Child }> {
    await fleet.write(`${name}.yaml`, aStub(`acme/${name}`, SLOW));
    const first = fleet.start(['apply', '-f', '.', '--yes']);
    await said(first, `pod/acme/${name}: started container`);
    // In an object, since a promise for a child would be one for its end.
    return { child: first };
  }

  it('the second waits, names the holder, and finds nothing left to do', async () => {
    const { child: first } = await busy('one');

    const second = await fleet.apply();

    expect(second.stderr).toMatch(
      new RegExp(`Waiting for the lock: agentpod apply .* pid ${first.pid} since 20`),
    );
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stdout).toMatch(/^Nothing to do/);
    expect(await first).toMatchObject({ exitCode: 0 });
    expect(await fleet.engine.containers('acme/one')).toHaveLength(1);
  });

  it('the second gives up with exit code 4 when it may not wait, and touches nothing', async () => {
    const { child: first } = await busy('two');
    const before = await fleet.engine.inventory();

    const second = await fleet.apply('--lock-timeout', '0s');

    expect(second.exitCode).toBe(4);
    expect(second.stderr).toContain(`pid ${first.pid}`);
    expect(await fleet.engine.inventory()).toEqual(before);
    expect(await first).toMatchObject({ exitCode: 0 });
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
    const { child: first } = await busy('three');
    const ended = first.then(() => 'apply');

    const looked = fleet.diff().then(({ stderr }) => `diff${stderr}`);

    expect(await Promise.race([ended, looked])).toBe('diff');
    await Promise.all([ended, looked]);
  });
});
