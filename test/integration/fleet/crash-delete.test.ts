import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { type EngineProxy, startEngineProxy } from '../engine-proxy.ts';
import { objectsOf } from './convergence.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { countWrites, killAtWrite, MOMENTS } from './killed-runs.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();
/** The container: stop and remove; its secrets and its state; the network. */
const WRITES = 5;
const STEPS = Array.from({ length: WRITES }, (_, index) => index + 1);

describe.skipIf(missing)(`AgentPod killed while it deletes a tenant ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let proxy: EngineProxy;

  beforeAll(async () => {
    fleet = await aFleet();
    proxy = await startEngineProxy();
    fleet.env['CRM_TOKEN'] = 'crm-token-of-the-test';
    const names = ['whole', 'other', ...MOMENTS.flatMap((moment) => STEPS.map((n) => moment + n))];
    for (const tenant of names) {
      const pod = aStub(`${tenant}/agent`, { secrets: { crm: { env: 'CRM_TOKEN' } } });
      await fleet.write(`${tenant}.yaml`, aTenant(tenant), pod);
    }
    expect(await fleet.apply('--concurrency', '8')).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await proxy.close();
    await fleet.remove();
  });

  it('before or after any write leaves what the same command finishes', async () => {
    const argvFor = (tenant: string) => ['delete', 'tenant', tenant, '--volumes', '--yes'];
    expect(await countWrites(fleet, proxy, argvFor('whole'))).toBe(WRITES);

    for (const moment of MOMENTS) {
      for (const write of STEPS) {
        const tenant = `${moment}${write}`;
        const killed = await killAtWrite(fleet, proxy, argvFor(tenant), { write, moment });

        expect(await fleet.run(argvFor(tenant)), killed).toMatchObject({ exitCode: 0 });

        expect(await objectsOf(fleet, tenant), killed).toEqual([]);
        const pods = await fleet.run(['get', 'pods', '-o', 'name']);
        expect(pods.stdout, killed).not.toContain(tenant);
      }
    }
    expect(await fleet.engine.answers('other/agent')).toBe(true);
  }, 120_000);
});
