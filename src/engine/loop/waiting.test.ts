import { afterEach, describe, expect, it } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';
import type { LoopSettings } from './loop-parts.ts';

const POD = 'acme/agent';
const FILES = { 'acme.yaml': tenant('acme') + stubPod(POD) };
const DIED = { kind: 'container', pod: POD, action: 'die' } as const;

let bench: LoopBench;

afterEach(() => bench.stop());

async function running(settings: Partial<LoopSettings> = {}): Promise<void> {
  bench = new LoopBench(FILES);
  await bench.start(settings);
  await bench.clock.advance(1000);
}

const heals = () =>
  bench
    .of('finished')
    .filter(({ result }) => result.outcome === 'healed')
    .map(({ result, foundBy }) => [result.subject, foundBy]);

describe('what keeps going down', () => {
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
});
