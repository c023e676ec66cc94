import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { ACrowd } from './a-crowd.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const PODS = 50;

describe.skipIf(missing)(`serve with ${PODS} pods ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let crowd: ACrowd;
  let server: AServer;

  beforeAll(async () => {
    fleet = await aFleet();
    crowd = new ACrowd(fleet, PODS);
    await crowd.write();
    server = new AServer(fleet, ['-f', '.']);
    await crowd.created(server);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove();
  });

  it('has all of them serve again whose processes die at once, each by one restart', async () => {
    const before = await crowd.lives();
    const inventory = await fleet.engine.inventory();
    const from = server.lines.length;
    const began = Date.now();
    for (const { pid } of before.values()) process.kill(pid, 'SIGKILL');
    await crowd.back(before);
    process.stderr.write(`all ${PODS} killed pods back after ${Date.now() - began} ms\n`);

    // What AgentPod would do besides, it does in a look at everything after that.
    const passes = () => server.metric('agentpod_reconcile_total{result="success"}');
    const count = await passes();
    await expect.poll(passes, { timeout: 60_000 }).toBeGreaterThan(count);
    const after = await crowd.lives();
    for (const [pod, { id, restarts }] of after) {
      expect([pod, id, restarts]).toEqual([pod, before.get(pod)?.id, 1]);
    }
    expect(await fleet.engine.inventory()).toEqual(inventory);
    expect(server.lines.slice(from).filter(({ msg }) => msg === 'healed')).toEqual([]);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  });
});
