import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from './a-server.ts';
import { Probes } from './probes.ts';

const missing = await whyNoEngine();
const SERVED: readonly PodKey[] = ['acme/one', 'acme/two', 'acme/three'];
const BUSY: PodKey = 'acme/busy';
/** `AGENTPOD_KILLS=50` for the proof; each takes a start of the program. */
const KILLS = Number(process.env['AGENTPOD_KILLS'] ?? 8);
/** Spread over what a server does: it starts, leads, plans, and carries out a change. */
const LONGEST_LIFE_MS = 2500;

describe.skipIf(missing)(`a control plane that is killed again and again ${missing ?? ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await aFleet();
    const tenant = aTenant('acme');
    await fleet.write('acme.yaml', tenant, aStub(BUSY), ...SERVED.map((pod) => aStub(pod)));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
  }, 120_000);
  afterAll(() => fleet.remove());

  const identities = () =>
    Promise.all(
      SERVED.map(async (pod) => {
        const { Id, State } = await fleet.engine.container(pod);
        return [Id, State.StartedAt];
      }),
    );

  it(
    `costs no request at the pods in ${KILLS} kills, and leaves nothing half done`,
    async () => {
      const before = await identities();
      const ports = await Promise.all(SERVED.map((pod) => fleet.engine.hostPort(pod)));
      const probes = new Probes(ports);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const server = new AServer(fleet, ['-f', '.']);
        await fleet.write('busy.yaml', aStub('acme/extra', { env: { KILL: String(kill) } }));
        await server.said(({ msg }) => msg === 'leading');
        await sleep((LONGEST_LIFE_MS * kill) / KILLS);
        await server.end('SIGKILL');
      }
      const { asked, failures } = await probes.end();
      process.stderr.write(`${KILLS} kills: ${asked} requests, ${failures.length} failed\n`);
      expect(failures).toEqual([]);
      expect(await identities()).toEqual(before);

      const last = new AServer(fleet, ['-f', '.']);
      const began = Date.now();
      await last.ready();
      while ((await fleet.diff()).exitCode !== 0 && Date.now() - began < 60_000) await sleep(100);
      process.stderr.write(`as the manifests say again after ${Date.now() - began} ms\n`);
      expect(await last.end()).toBe(0);
      expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
      expect((await fleet.engine.inventory()).containers).toHaveLength(SERVED.length + 2);
    },
    120_000 + KILLS * 15_000,
  );
});
