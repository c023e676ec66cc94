import { afterEach, describe, expect, it } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';
import type { LoopSettings } from './loop-parts.ts';

const POD = 'acme/agent';
const OTHER = 'acme/other';
const FILES = { 'acme.yaml': tenant('acme') + stubPod(POD), 'other.yaml': stubPod(OTHER) };
const DIED = { kind: 'container', pod: POD, action: 'die' } as const;
const PRUNE = { enabled: true, allowEmpty: false, maxDeletes: 1 };

const absent = (pod: string) => stubPod(pod).replace('agentpod/stub-agent:1', 'absent:1');
const withState = (pod: string) =>
  stubPod(pod).replace('port: 8080', 'port: 8080, stateDir: /state');

let bench: LoopBench;

afterEach(() => bench.stop());

async function running(
  settings: Partial<LoopSettings> = {},
  files: Readonly<Record<string, string>> = FILES,
): Promise<void> {
  bench = new LoopBench(files);
  await bench.start(settings);
  await bench.clock.advance(1000);
}

const heals = () =>
  bench
    .of('finished')
    .filter(({ result }) => result.outcome === 'healed')
    .map(({ result, foundBy }) => [result.subject, foundBy]);

describe('the control loop', () => {
  it('makes what the manifests name, and then writes nothing', async () => {
    await running();
    expect([bench.isUp(POD), bench.isUp(OTHER)]).toEqual([true, true]);
    const { writes } = bench.world;
    await bench.clock.advance(300_000);
    expect(bench.of('passed').length).toBeGreaterThan(9);
    expect(bench.world.writes).toBe(writes);
  });

  it('heals at once what an event tells, and what none told at the next resync', async () => {
    await running();
    bench.stopContainer(POD);
    await bench.happen(DIED);
    expect(bench.isUp(POD)).toBe(true);
    bench.stopContainer(OTHER);
    await bench.clock.advance(29_000);
    expect(bench.isUp(OTHER)).toBe(true);
    expect(heals()).toEqual([
      [`pod/${POD}`, 'event'],
      [`pod/${OTHER}`, 'resync'],
    ]);
  });

  it('keeps what was in force when a manifest is invalid, and tells it once', async () => {
    await running();
    await bench.write('broken.yaml', 'kind: Pod\n');
    await bench.write('broken.yaml', 'kind: Pod\n');
    await bench.erase('other.yaml');
    await bench.clock.advance(60_000);
    expect(bench.of('refused')).toHaveLength(1);
    bench.stopContainer(OTHER);
    await bench.clock.advance(31_000);
    expect(bench.isUp(OTHER)).toBe(true);
    await bench.write('broken.yaml', stubPod('acme/third'));
    await bench.clock.advance(1000);
    expect(bench.isUp('acme/third')).toBe(true);
  });

  it('sleeps while there were no valid manifests yet, whatever the Engine tells', async () => {
    bench = new LoopBench({ 'broken.yaml': 'kind: Pod\n' });
    const { sleep } = bench.clock;
    let sleeps = 0;
    bench.clock.sleep = (...args) => {
      sleeps += 1;
      if (sleeps > 1000) throw new Error('it spins');
      return sleep.apply(bench.clock, args);
    };
    await bench.start();
    await bench.happen(DIED);
    await bench.clock.advance(1000);
    expect(sleeps).toBeLessThan(20);
    await bench.write('broken.yaml', tenant('acme') + stubPod(POD));
    await bench.clock.advance(1000);
    expect(bench.isUp(POD)).toBe(true);
  });

  it('applies a change at once to a pod that had to wait', async () => {
    await running({ resyncSeconds: 1000 });
    await bench.write('acme.yaml', tenant('acme') + absent(POD));
    await bench.clock.advance(1000);
    expect(bench.of('finished').at(-1)?.result).toMatchObject({ outcome: 'failed' });
    const began = bench.clock.now().getTime();
    await bench.write('acme.yaml', tenant('acme') + stubPod(POD, '  env: {A: "1"}\n'));
    await bench.clock.advance(100);
    expect(bench.of('finished').at(-1)?.result).toMatchObject({ outcome: 'updated' });
    expect(bench.clock.now().getTime() - began).toBeLessThan(1000);
  });

  it('does not let a broken pod hold up another', async () => {
    const files = { ...FILES, 'x.yaml': absent('acme/broken') };
    await running({ concurrency: 1 }, files);
    expect(bench.isUp(POD)).toBe(true);
    bench.stopContainer(POD);
    await bench.happen(DIED);
    expect(bench.isUp(POD)).toBe(true);
  });

  it('writes down once what is blocked, and goes on looking', async () => {
    await running({}, { 'acme.yaml': tenant('acme') + withState(POD) + withState(OTHER) });
    const { runtime, store } = bench.world;
    for (const name of [...runtime.containers.keys()]) runtime.containers.delete(name);
    for (const name of [...runtime.volumes.keys()].filter((each) => each.endsWith('agent_state'))) {
      runtime.volumes.delete(name);
    }
    await bench.clock.advance(300_000);
    const blocked = (await store.events({ limit: 100 })).filter(
      ({ reason }) => reason === 'DataLost',
    );
    expect(blocked).toHaveLength(1);
    expect([bench.isUp(POD), bench.isUp(OTHER)]).toEqual([false, true]);
    const { pods } = await store.load();
    const ready = pods.find(({ key }) => key === POD)?.conditions[0];
    expect(ready).toMatchObject({ type: 'Ready', status: 'False', reason: 'DataLost' });
    expect(ready?.message).toContain('--accept-data-loss');
  });

  it('says by name that an image is gone', async () => {
    await running();
    await bench.write('acme.yaml', tenant('acme') + absent(POD));
    await bench.clock.advance(1000);
    const { store } = bench.world;
    expect((await store.events({ limit: 1, subject: `pod/${POD}` }))[0]?.reason).toBe(
      'ImageMissing',
    );
  });

  it('leaves what no manifest names, unless it is to prune', async () => {
    await running();
    await bench.erase('other.yaml');
    await bench.clock.advance(60_000);
    expect(bench.isUp(OTHER)).toBe(true);
    await bench.stop();
    await running({ prune: PRUNE });
    await bench.erase('other.yaml');
    await bench.clock.advance(1000);
    expect(bench.isUp(OTHER)).toBe(false);
  });

  it('deletes nothing when it would be more than it may, and heals all the same', async () => {
    await running({ prune: PRUNE }, { ...FILES, 'third.yaml': stubPod('acme/third') });
    bench.stopContainer(POD);
    await bench.erase('other.yaml', 'third.yaml');
    await bench.clock.advance(120_000);
    expect(bench.of('plan-refused').length).toBeGreaterThan(0);
    expect([POD, OTHER, 'acme/third'].map((pod) => bench.isUp(pod as typeof POD))).toEqual([
      true,
      true,
      true,
    ]);
  });

  const annotated = (pod: string, annotation: string) =>
    stubPod(pod).replace('  labels:', `  annotations: {agentpod.dev/${annotation}}\n  labels:`);

  it('leaves a pod alone whose manifest says so, until it no longer does', async () => {
    await running();
    const left = tenant('acme') + annotated(POD, 'reconcile: disabled');
    await bench.write('acme.yaml', left);
    bench.stopContainer(POD);
    await bench.happen(DIED);
    await bench.write('acme.yaml', left.replace('port: 8080', 'port: 8081'));
    await bench.clock.advance(120_000);
    expect(bench.isUp(POD)).toBe(false);
    await bench.write('acme.yaml', tenant('acme') + stubPod(POD));
    await bench.clock.advance(1000);
    expect(bench.isUp(POD)).toBe(true);
  });

  it('looks at once at a pod when its manifest asks for it', async () => {
    await running({ resyncSeconds: 1000 });
    bench.stopContainer(POD);
    await bench.write('acme.yaml', tenant('acme') + annotated(POD, 'requestedAt: "1"'));
    await bench.clock.advance(1000);
    expect(bench.isUp(POD)).toBe(true);
  });

  it('ends without touching anything', async () => {
    await running();
    const { writes } = bench.world;
    await bench.stop();
    expect(bench.world.writes).toBe(writes);
    expect(bench.of('draining')).toHaveLength(1);
  });
});
