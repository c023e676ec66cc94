import { afterEach, expect, it } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';

const FILES = { 'acme.yaml': tenant('acme') + stubPod('acme/agent') };
const MIB = 2 ** 20;

let bench: LoopBench;

afterEach(() => bench.stop());

it('pods that run are measured every ten seconds, and their volumes counted every ten minutes', async () => {
  bench = new LoopBench(FILES);
  bench.world.runtime.volumeBytes.set('acme/agent', 5 * MIB);
  await bench.start({ usage: true });
  await bench.clock.advance(65_000);
  const measured = bench.of('usage').filter(({ samples }) => samples.length > 0);
  expect(measured.length).toBeGreaterThanOrEqual(5);
  expect(measured.at(-1)?.samples).toEqual([
    expect.objectContaining({ pod: 'acme/agent', usedBytes: 16 * MIB, limitBytes: 64 * MIB }),
  ]);
  expect(bench.of('volumes')).toHaveLength(1);
  await bench.clock.advance(1_200_000);
  expect(bench.of('volumes')).toHaveLength(3);
});

it('an Engine that does not tell is asked again', async () => {
  bench = new LoopBench(FILES);
  await bench.start({ usage: true });
  await bench.clock.advance(12_000);
  bench.world.runtime.failNext('usage', new Error('away'));
  await bench.clock.advance(10_000);
  expect(bench.of('usage').at(-1)?.samples).toEqual([]);
  await bench.clock.advance(10_000);
  expect(bench.of('usage').at(-1)?.samples).toHaveLength(1);
});

it('nothing is measured unless the settings say so', async () => {
  bench = new LoopBench(FILES);
  await bench.start();
  await bench.clock.advance(60_000);
  expect(bench.of('usage')).toEqual([]);
});
