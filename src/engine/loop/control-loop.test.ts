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

  it('brings back at once, then after 1 s, 2 s, 4 s, and says until when it waits', async () => {
    await running({ resyncSeconds: 1000 });
    const waits: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      bench.stopContainer(POD);
      await bench.happen(DIED);
      const began = bench.clock.now().getTime();
      while (!bench.isUp(POD)) await bench.clock.advance(100);
      waits.push(Math.round((bench.clock.now().getTime() - began) / 1000));
    }
    expect(waits).toEqual([0, 1, 2, 4]);
    const told = bench.of('backing-off').map(({ heals: times, down }) => [times, down]);
    expect(told).toEqual([
      [2, undefined],
      [3, undefined],
      // Down for the third time, while it has to wait.
      [3, 'agentpod'],
      [4, undefined],
    ]);
  });

  const next = async (files: Readonly<Record<string, string>> = FILES) => {
    await bench.stop();
    bench = new LoopBench(files, bench);
    await bench.start();
    await bench.clock.advance(50);
  };

  async function failTwice(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) {
      bench.stopContainer(POD);
      await bench.happen(DIED);
    }
    await bench.clock.advance(1500);
    bench.stopContainer(POD);
    await bench.happen(DIED);
  }

  it('goes on waiting where the server before it was, unless the manifest changed meanwhile', async () => {
    await running({ resyncSeconds: 1000 });
    await failTwice();
    await next();
    expect(bench.isUp(POD)).toBe(false);
    await bench.clock.advance(4000);
    expect(bench.isUp(POD)).toBe(true);
    bench.stopContainer(POD);
    await next({ ...FILES, 'acme.yaml': tenant('acme') + stubPod(POD, '  env: {A: "1"}\n') });
    expect(bench.isUp(POD)).toBe(true);
    expect(await bench.world.store.waits.list()).toEqual([]);
  });

  it('writes a wait when it changes, and drops it once all was well for long enough', async () => {
    await running();
    await failTwice();
    await bench.clock.advance(10_000);
    const kept = await bench.world.store.waits.list();
    expect(kept).toMatchObject([{ subject: `pod/${POD}`, heals: 3, failures: 0 }]);
    const { writes } = bench.world;
    await bench.clock.advance(500_000);
    expect(bench.world.writes).toBe(writes);
    await bench.clock.advance(120_000);
    expect(await bench.world.store.waits.list()).toEqual([]);
  });

  it('says that a process keeps dying which Docker restarts, when it is started next, and when it is over', async () => {
    await running();
    for (let turn = 0; turn < 4; turn += 1) {
      await bench.clock.advance(12_000);
      await bench.crash(POD, 1);
    }
    const told = bench.of('backing-off');
    expect(told.map(({ heals: times, down }) => [times, down])).toEqual([
      [3, 'docker'],
      [4, 'docker'],
    ]);
    expect(told[1]?.until).toBe(new Date(bench.clock.now().getTime() + 100 - 50).toISOString());
    expect(heals()).toEqual([]);
    expect(bench.isUp(POD)).toBe(true);
  });

  it('counts deaths that no event told, and none of a container that it never saw before', async () => {
    await running();
    await bench.clock.advance(31_000);
    await bench.crash(POD, 5);
    expect(bench.of('backing-off').map(({ heals: times }) => times)).toEqual([5]);
    await next();
    await bench.clock.advance(60_000);
    expect(bench.of('backing-off')).toEqual([]);
  });

  it('tells once of memory that ran out, with the limit', async () => {
    await running();
    for (let turn = 0; turn < 3; turn += 1) {
      await bench.happen({ kind: 'container', pod: POD, action: 'oom' });
    }
    expect(bench.of('out-of-memory')).toMatchObject([{ subject: `pod/${POD}` }]);
    expect(bench.of('out-of-memory')[0]?.limitBytes).toBeGreaterThan(0);
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
