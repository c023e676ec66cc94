import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const PODS = Array.from({ length: 12 }, (_, index): PodKey => `acme/p${index}`);
const BROKEN: PodKey = 'acme/broken';

describe.skipIf(missing)(`serve with many pods, one of them broken ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;

  beforeAll(async () => {
    fleet = await aFleet();
    const broken = aStub(BROKEN, { env: { STUB_FAIL: 'never-ready' } });
    await fleet.write('acme.yaml', aTenant('acme'), broken, ...PODS.map((pod) => aStub(pod)));
    server = new AServer(fleet, ['-f', '.']);
    await allAnswer();
    // A pod answers a little before it is on record; stopped in between, it is not healed but made.
    for (const pod of PODS) {
      await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${pod}`);
    }
  }, 120_000);
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove();
  });

  async function allAnswer(): Promise<void> {
    const deadline = Date.now() + 90_000;
    for (const pod of PODS) {
      while (!(await fleet.engine.answers(pod))) {
        if (Date.now() > deadline) throw new Error(`${pod}: ${JSON.stringify(server.lines)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  it('brings all back that are stopped at once, while one never becomes ready', async () => {
    const handles = await Promise.all(PODS.map((pod) => fleet.engine.handle(pod)));
    await Promise.all(handles.map((handle) => handle.stop({ t: 0 })));
    const began = Date.now();
    await allAnswer();
    process.stderr.write(`all ${PODS.length} back after ${Date.now() - began} ms\n`);
    for (const pod of PODS) {
      await server.said(({ msg, subject }) => msg === 'healed' && subject === `pod/${pod}`);
    }
    expect(await server.metric('agentpod_heals_total{found_by="resync"}')).toBe(0);
  }, 120_000);
});
