import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';
const ALERTED = 'acme/alerted';
const PATIENCE_MS = 60_000;

describe.skipIf(missing)(`serve and processes that hang ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;

  beforeAll(async () => {
    fleet = await aFleet();
    const alerted = aStub(ALERTED, { onUnhealthy: 'alert' });
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD), alerted);
    server = new AServer(fleet, ['-f', '.', '--unhealthy-after', '12s']);
    await server.ready();
    // What hangs before its pass has seen it serve is one that never became ready.
    for (const pod of [POD, ALERTED]) {
      await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${pod}`);
    }
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove();
  });

  /** Every process of the pod's container. */
  async function signal(pod: PodKey, name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const { Processes, Titles } = await (await fleet.engine.handle(pod)).top();
    const column = Titles.indexOf('PID');
    for (const process_ of Processes) process.kill(Number(process_[column]), name);
  }

  async function gateway(pod: PodKey): Promise<string> {
    const { stdout } = await fleet.run(['get', 'pods', '-o', 'json']);
    const { items } = JSON.parse(stdout) as {
      items: {
        metadata: { name: string; tenant?: string };
        status: { conditions: { type: string; status: string; reason: string }[] };
      }[];
    };
    const found = items.find(({ metadata }) => pod.endsWith(metadata.name));
    const condition = found?.status.conditions.find(({ type }) => type === 'GatewayReady');
    return `${condition?.status} ${condition?.reason}`;
  }

  async function until(what: string, fits: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await fits())) {
      if (Date.now() > deadline) throw new Error(`${what}: ${JSON.stringify(server.lines)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  const warnings = async (): Promise<string> =>
    (await fleet.run(['events', '--type', 'Warning', '-o', 'json'])).stdout;

  it('restarts one that does not answer, and says so', async () => {
    const from = server.lines.length;
    await signal(POD, 'SIGSTOP');
    const began = Date.now();
    await until('not said to be unready', async () => (await gateway(POD)) === 'False NoAnswer');
    const isHealed = ({ msg, subject }: { msg: string; subject?: string }) =>
      msg === 'healed' && subject === `pod/${POD}`;
    const healed = await server.said(isHealed, from);
    process.stderr.write(`hung, back after ${Date.now() - began} ms\n`);
    expect(healed.foundBy).toBe('probe');
    expect(await fleet.engine.answers(POD)).toBe(true);
    expect(await gateway(POD)).toBe('True ProbeSucceeded');
    expect(await warnings()).toContain('Unhealthy');
    expect(await server.metric('agentpod_heals_total{found_by="probe"}')).toBe(1);
  }, 120_000);

  it('only says so where the manifest asks for no more', async () => {
    const before = await fleet.engine.container(ALERTED);
    await signal(ALERTED, 'SIGSTOP');
    await until('not said', async () => (await warnings()).includes('onUnhealthy: alert'));
    await until('not in the conditions', async () => (await gateway(ALERTED)) === 'False NoAnswer');
    await signal(ALERTED, 'SIGCONT');
    await until('not ready again', async () => (await gateway(ALERTED)) === 'True ProbeSucceeded');
    expect((await fleet.engine.container(ALERTED)).State.StartedAt).toBe(before.State.StartedAt);
  }, 120_000);
});
