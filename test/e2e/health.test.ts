import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HealthFinding } from '../../src/core/health/finding.ts';
import { whyNoEngine } from '../contract/docker-world.ts';
import { aFleet, type Fleet } from '../integration/fleet/fleet.ts';
import { aTenant } from '../integration/fleet/manifests.ts';
import { whyNoProxy } from '../integration/proxy/proxy-images.ts';
import { anOpenClaw } from './harness/openclaw-pod.ts';

/** A real gateway behind a real proxy, asked how it is. The tests build on each other, in this order. */
const missing = (await whyNoEngine()) ?? (await whyNoProxy());
const POD = 'acme/agent';
const READY = ['wait', POD, '--for=condition=Ready', '--timeout=4m'];
/** Every process of the container but the first, which only passes signals on, and this one. */
const ALL = 'for p in /proc/[0-9]*; do p=$(basename $p); [ $p -gt 1 ] && [ $p != $$ ] &&';

describe.skipIf(missing)(`the health of a real gateway ${missing ?? ''}`, () => {
  let fleet: Fleet;

  const health = async () => {
    const ran = await fleet.run(['health', POD, '-o', 'json']);
    const [item] = JSON.parse(ran.stdout).items;
    const findings: readonly HealthFinding[] = item.findings;
    const of = (check: string) => findings.find((finding) => finding.check === check);
    return { ...ran, item, of };
  };

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.withProxy();
    Object.assign(fleet.env, { OPENAI_API_KEY: 'sk-none' });
    const pod = anOpenClaw(POD, { hosts: ['agent.acme.localhost'] });
    await fleet.write('acme.yaml', aTenant('acme'), pod);
    const ran = await fleet.apply('--timeout', '4m');
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => fleet?.remove());

  it('is seen on every road: endpoints, its own protocol, the public host, memory', async () => {
    expect((await fleet.run(READY)).stdout).toBe(`pod/${POD} condition met\n`);
    await expect
      .poll(async () => (await health()).exitCode, { timeout: 60_000, interval: 1000 })
      .toBe(0);
    const { item, of } = await health();
    expect(item.healthy).toBe(true);
    for (const check of ['startup', 'liveness', 'readiness', 'route']) {
      expect(of(check), check).toMatchObject({ severity: 'ok' });
    }
    expect(of('gateway')?.message).toContain('OpenClaw 2026.9.6');
    expect(item.memory.usedBytes).toBeGreaterThan(200 * 1024 ** 2);
    expect(item.memory.usedBytes).toBeLessThan(item.memory.limitBytes);
  });

  it('is bad when its process hangs, which is told soon', async () => {
    await fleet.engine.sh(POD, `${ALL} kill -STOP $p; done; true`);
    const began = performance.now();
    const { exitCode, item, of } = await health();
    const seconds = (performance.now() - began) / 1000;
    await fleet.engine.sh(POD, `${ALL} kill -CONT $p; done; true`);
    expect(exitCode).toBe(1);
    expect(item.healthy).toBe(false);
    expect(of('startup')).toMatchObject({ severity: 'error', reason: 'NotServing' });
    expect(of('startup')?.message).toContain('no answer within');
    expect(of('gateway')).toBeUndefined();
    expect(seconds).toBeLessThan(30);
  });

  it('is bad when its route is gone, and good again with it', async () => {
    expect((await fleet.run(READY)).exitCode).toBe(0);
    const traefik = fleet.engine.docker.getContainer(`agentpod-${fleet.instance}__traefik`);
    await traefik.stop();
    const gone = await health();
    expect(gone.exitCode).toBe(1);
    expect(gone.of('route')).toMatchObject({ severity: 'error' });
    expect(gone.of('gateway')).toMatchObject({ severity: expect.not.stringContaining('error') });
    await traefik.start();
    await expect
      .poll(async () => (await health()).exitCode, { timeout: 60_000, interval: 1000 })
      .toBe(0);
  });

  it('is waited for to end, and to be there again', async () => {
    const { Id } = await fleet.engine.container(POD);
    const waiting = fleet.run(['wait', POD, '--for=condition=Ready=False', '--timeout=2m']);
    await fleet.engine.docker.getContainer(Id).kill({ signal: 'SIGKILL' });
    expect((await waiting).stdout).toBe(`pod/${POD} condition met\n`);
    expect(await health()).toMatchObject({ exitCode: 1, item: { status: 'Unhealthy' } });
    const back = fleet.run(READY);
    await fleet.apply('--timeout', '4m');
    expect(await back).toMatchObject({ exitCode: 0 });
  });
});
