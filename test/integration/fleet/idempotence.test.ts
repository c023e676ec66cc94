import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { type EngineProxy, startEngineProxy } from '../engine-proxy.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();

describe.skipIf(missing)(`a second apply ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let proxy: EngineProxy;

  beforeAll(async () => {
    fleet = await aFleet();
    proxy = await startEngineProxy();
    Object.assign(fleet.env, { DOCKER_HOST: proxy.dockerHost, CRM_TOKEN: 'crm-token' });
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/web'), aStub('acme/off', OFF));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/web', WITH_SECRET));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await proxy.close();
    await fleet.remove();
  });

  const OFF = { suspended: true } as const;
  const WITH_SECRET = { secrets: { crm: { env: 'CRM_TOKEN' } } };

  it.each([
    ['apply', ['apply', '-f', '.', '--yes'], 0],
    ['apply of everything it may prune', ['apply', '-f', '.', '--yes', '--prune'], 0],
    ['diff', ['diff', '-f', '.'], 0],
    ['plan', ['plan', '-f', '.', '--detailed-exitcode'], 0],
  ])('writes nothing to the Engine and nothing to the database: %s', async (_name, argv, code) => {
    const before = await fleet.databaseState();
    proxy.reset();

    const { exitCode } = await fleet.run(argv);

    expect(exitCode).toBe(code);
    expect(proxy.writes).toEqual([]);
    expect(proxy.reads.length).toBeGreaterThan(3);
    expect(await fleet.databaseState()).toEqual(before);
  });

  it('would be caught if it wrote', async () => {
    const before = await fleet.databaseState();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/web', { env: { A: '1' } }));
    proxy.reset();

    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });

    expect(proxy.writes).not.toEqual([]);
    const after = await fleet.databaseState();
    expect(after.rows).not.toBe(before.rows);
    expect(after.nextTransaction).not.toBe(before.nextTransaction);
  });
});
