import { afterEach, describe, expect, it } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';
import { updateConditions } from '../../core/status/conditions.ts';
import { conditionsFor } from '../../core/status/pod-conditions.ts';

const POD = 'acme/agent';
const SILENT = { ready: false, contact: 'silent', message: 'no answer within 2 s' } as const;
const UNREADY = { ready: false, message: '503' } as const;
const FIRST_PORT = 20_000;

let bench: LoopBench;

afterEach(() => bench.stop());

/** A pod that runs for so long that nobody takes it for one that is starting. */
async function running(spec = ''): Promise<void> {
  bench = new LoopBench({ 'acme.yaml': tenant('acme') + stubPod(POD, spec) });
  await bench.start();
  await bench.clock.advance(40_000);
}

const answersWith = (answer: object | undefined) => {
  const { probes } = bench.world.runtime;
  if (answer === undefined) probes.delete(FIRST_PORT);
  else probes.set(FIRST_PORT, { ...SILENT, ...answer });
};

const starts = () =>
  bench.world.runtime.journal.filter((call) => call.startsWith('startContainer')).length;

async function condition(type: string) {
  const { pods } = await bench.world.store.load();
  const found = pods[0]?.conditions.find((each) => each.type === type);
  return found && [found.status, found.reason];
}

it('a pod that serves all the time is said to, whatever an earlier server wrote last', async () => {
  await running();
  const { store } = bench.world;
  const [record] = (await store.load()).pods;
  const late = conditionsFor(
    { kind: 'failed', reason: 'Interrupted', message: 'the lock is lost', stillServing: false },
    record?.generation ?? 0,
  );
  const now = bench.clock.now().toISOString();
  await store.setConditions(POD, updateConditions(record?.conditions ?? [], late, now));
  expect(await condition('Ready')).toEqual(['False', 'Interrupted']);
  await bench.clock.advance(60_000);
  expect(await condition('Ready')).toEqual(['True', 'GatewayReady']);
  expect(await condition('InSync')).toEqual(['True', 'Applied']);
});

describe('a pod whose process runs and does not answer', () => {
  it('is restarted after half a minute, and its conditions say what is the matter', async () => {
    await running();
    const began = bench.clock.now().getTime();
    answersWith(SILENT);
    await bench.clock.advance(25_000);
    expect(await condition('GatewayReady')).toEqual(['False', 'NoAnswer']);
    expect(await condition('Ready')).toEqual(['False', 'NoAnswer']);
    expect(bench.of('unhealthy')).toHaveLength(1);
    expect(bench.of('finished').filter(({ foundBy }) => foundBy === 'probe')).toEqual([]);
    // The new process answers.
    const { stopContainer } = bench.world.runtime;
    bench.world.runtime.stopContainer = async (name, grace) => {
      answersWith(undefined);
      expect(grace).toBeLessThanOrEqual(10);
      await stopContainer.call(bench.world.runtime, name, grace);
    };
    while (bench.of('finished').at(-1)?.result.outcome !== 'healed') {
      await bench.clock.advance(500);
      expect(bench.clock.now().getTime() - began).toBeLessThan(60_000);
    }
    expect(bench.clock.now().getTime() - began).toBeGreaterThanOrEqual(30_000);
    expect(bench.of('finished').at(-1)?.foundBy).toBe('probe');
    expect(await condition('GatewayReady')).toEqual(['True', 'ProbeSucceeded']);
    await bench.happen({ kind: 'container', pod: POD, action: 'die' });
    const { writes } = bench.world;
    await bench.clock.advance(120_000);
    expect(bench.world.writes).toBe(writes);
  });

  it.each(['alert', 'none'])('is left alone when its manifest says %s', async (policy) => {
    await running(`  onUnhealthy: ${policy}\n`);
    const before = starts();
    answersWith(SILENT);
    await bench.clock.advance(120_000);
    expect(starts()).toBe(before);
    expect(await condition('GatewayReady')).toEqual(['False', 'NoAnswer']);
    answersWith(undefined);
    await bench.clock.advance(10_000);
    expect(await condition('Ready')).toEqual(['True', 'GatewayReady']);
    expect(bench.of('recovered')).toHaveLength(1);
  });

  it('is found also when it hangs before anybody but the pass that made it has asked', async () => {
    bench = new LoopBench({ 'acme.yaml': tenant('acme') + stubPod(POD) });
    await bench.start();
    answersWith(SILENT);
    await bench.clock.advance(75_000);
    expect(bench.of('unhealthy')).toHaveLength(1);
    answersWith(undefined);
    await bench.clock.advance(1000);
  });

  it('is left alone when it answers again in time', async () => {
    await running();
    const before = starts();
    for (let turn = 0; turn < 5; turn += 1) {
      answersWith(SILENT);
      await bench.clock.advance(20_000);
      answersWith(undefined);
      await bench.clock.advance(12_000);
    }
    expect(starts()).toBe(before);
    expect(await condition('Ready')).toEqual(['True', 'GatewayReady']);
  });

  it('is not taken for one that says it is not ready, or that cannot be asked', async () => {
    await running();
    const before = starts();
    const { writes } = bench.world;
    answersWith({ ...UNREADY, contact: undefined });
    await bench.clock.advance(120_000);
    answersWith({ contact: 'impossible' });
    await bench.clock.advance(120_000);
    expect(starts()).toBe(before);
    expect(bench.world.writes).toBe(writes);
    expect(bench.of('unhealthy')).toEqual([]);
  });
});
