import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { type EngineProxy, startEngineProxy } from '../engine-proxy.ts';
import { expectConverges } from './convergence.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { countWrites, killAtWrite, MOMENTS } from './killed-runs.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();
/** A volume, filling it (3), the new container, stop, start, and the old one and its volume go. */
const WRITES = 9;
const STEPS = Array.from({ length: WRITES }, (_, index) => index + 1);

describe.skipIf(missing)(`AgentPod killed while it updates a pod ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let proxy: EngineProxy;

  beforeAll(async () => {
    fleet = await aFleet();
    proxy = await startEngineProxy();
    fleet.env['CRM_TOKEN'] = 'crm-token-of-the-test';
    const pods = ['whole', ...MOMENTS.flatMap((moment) => STEPS.map((n) => `${moment}-${n}`))];
    await fleet.write('tenant.yaml', aTenant('acme'));
    for (const name of pods) await fileOf(name, 'old');
    expect(await fleet.apply('--concurrency', '8')).toMatchObject({ exitCode: 0 });
    await Promise.all(pods.map((name) => fleet.engine.mark(`acme/${name}`)));
    for (const name of pods) await fleet.erase(`${name}/pod.yaml`);
  });
  afterAll(async () => {
    await proxy.close();
    await fleet.remove();
  });

  /** A folder of its own, with the tenant, so that a run is about this one pod. */
  async function fileOf(name: string, release: string): Promise<string> {
    const pod: PodKey = `acme/${name}`;
    const stub = { env: { RELEASE: release }, secrets: { crm: { env: 'CRM_TOKEN' } } };
    return fleet.write(`${name}/pod.yaml`, aStub(pod, stub));
  }

  async function update(name: string): Promise<string> {
    await fileOf(name, 'new');
    await fleet.write(`${name}/tenant.yaml`, aTenant('acme'));
    return `${fleet.folder}/${name}`;
  }

  it('before or after any write leaves what a plain apply finishes, data and port kept', async () => {
    const argv = ['apply', '-f', await update('whole'), '--yes'];
    expect(await countWrites(fleet, proxy, argv)).toBe(WRITES);

    for (const moment of MOMENTS) {
      for (const write of STEPS) {
        const name = `${moment}-${write}`;
        const pod: PodKey = `acme/${name}`;
        const hostPort = await fleet.engine.hostPort(pod);
        const file = await update(name);
        const at = { write, moment };
        const killed = await killAtWrite(fleet, proxy, ['apply', '-f', file, '--yes'], at);
        const wanted = { pod, file, env: 'RELEASE=new', hostPort, marked: true };
        await expectConverges(fleet, wanted, killed);
      }
    }
  }, 180_000);
});
