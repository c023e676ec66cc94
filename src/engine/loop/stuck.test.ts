import { expect, onTestFinished, test } from 'vitest';
import { stubPod, tenant } from '../../../test/cli/manifests.ts';
import { LoopBench } from '../../../test/fakes/loop-bench.ts';

const POD = 'acme/agent';

test('a pod whose container never starts again gets another one, and keeps what it knows', async () => {
  const withState = stubPod(POD).replace('port: 8080', 'port: 8080, stateDir: /state');
  const bench = new LoopBench({ 'acme.yaml': tenant('acme') + withState });
  onTestFinished(() => bench.stop());
  await bench.start({ resyncSeconds: 1000 });
  await bench.clock.advance(1000);
  const { containers, volumes } = bench.world.runtime;
  const state = [...volumes.keys()].filter((name) => name.includes('_state'));
  const [container] = bench.generations(POD).map((name) => containers.get(name));
  Object.assign(container ?? expect.fail('no container'), { state: 'exited', stuck: true });
  await bench.happen({ kind: 'container', pod: POD, action: 'die' });
  expect(bench.isUp(POD)).toBe(false);
  await bench.clock.advance(3000);
  expect(bench.isUp(POD)).toBe(true);
  expect(bench.generations(POD)).toEqual([expect.stringMatching(/_g2$/)]);
  expect([...volumes.keys()].filter((name) => name.includes('_state'))).toEqual(state);
  const outcomes = bench.of('finished').filter(({ result }) => result.subject === `pod/${POD}`);
  expect(outcomes.map(({ result }) => result.outcome)).toEqual(['created', 'failed', 'healed']);
});
