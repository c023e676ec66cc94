import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { type EngineProxy, startEngineProxy } from '../engine-proxy.ts';
import { expectConverges } from './convergence.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { countWrites, killAtWrite, MOMENTS } from './killed-runs.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();
/** Network, two volumes, filling them (create, upload, remove), the container: create and start. */
const LEAST_WRITES = 8;

describe.skipIf(missing)(`AgentPod killed while it creates a pod ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let proxy: EngineProxy;

  beforeAll(async () => {
    fleet = await aFleet();
    proxy = await startEngineProxy();
    fleet.env['CRM_TOKEN'] = 'crm-token-of-the-test';
  });
  afterAll(async () => {
    await proxy.close();
    await fleet.remove();
  });

  /** A customer of its own for each kill, so that nothing need be tidied up in between. */
  async function fileOf(tenant: string): Promise<string> {
    const pod = aStub(`${tenant}/agent`, { secrets: { crm: { env: 'CRM_TOKEN' } } });
    return fleet.write(`${tenant}.yaml`, aTenant(tenant), pod);
  }

  it('before or after any write leaves what a plain apply finishes', async () => {
    const writes = await countWrites(fleet, proxy, ['apply', '-f', await fileOf('whole'), '--yes']);
    expect(writes).toBeGreaterThanOrEqual(LEAST_WRITES);

    for (const moment of MOMENTS) {
      for (let write = 1; write <= writes; write += 1) {
        const tenant = `${moment}-${write}`;
        const file = await fileOf(tenant);
        const argv = ['apply', '-f', file, '--yes'];
        const killed = await killAtWrite(fleet, proxy, argv, { write, moment });
        await expectConverges(fleet, { pod: `${tenant}/agent`, file }, killed);
      }
    }
  }, 180_000);

  it('between the last write and its own memory of it, the pod is taken over as it runs', async () => {
    const file = await fileOf('late');
    const child = fleet.start(['apply', '-f', file, '--yes']);
    child.stderr.on('data', (text: Buffer) => {
      if (String(text).includes('pod/late/agent: started')) child.kill('SIGKILL');
    });
    await child;
    const [before] = await fleet.engine.containers('late/agent');

    await expectConverges(fleet, { pod: 'late/agent', file }, 'killed after the start');

    expect((await fleet.engine.container('late/agent')).Id).toBe(before?.Id);
  });
});
