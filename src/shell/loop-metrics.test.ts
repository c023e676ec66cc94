import { expect, test } from 'vitest';
import type { LoopEvent } from '../engine/loop/loop-event.ts';
import type { StateFigures } from '../engine/state-figures.ts';
import { loopMetrics } from './loop-metrics.ts';

const FIGURES: StateFigures = {
  conditions: [
    { type: 'Ready', status: 'True', pods: 2 },
    { type: 'Ready', status: 'False', pods: 1 },
  ],
  freePorts: 97,
};

const passed = (drift: Extract<LoopEvent, { kind: 'passed' }>['drift']): LoopEvent => ({
  kind: 'passed',
  seconds: 0.2,
  subjects: 1,
  failed: 0,
  idle: true,
  ...(drift === undefined ? {} : { drift }),
});

async function lines(metrics: ReturnType<typeof loopMetrics>, name: string) {
  const text = await metrics.page.text();
  return text.split('\n').filter((line) => line.startsWith(name));
}

test('what the state says is looked up when it is asked for, and absent while that cannot be', async () => {
  let reachable = true;
  const metrics = loopMetrics(
    '1.2.3',
    () => new Date(0),
    async () => {
      if (!reachable) throw new Error('away');
      return FIGURES;
    },
  );
  expect(await lines(metrics, 'agentpod_pod_condition{')).toEqual([
    'agentpod_pod_condition{type="Ready",status="True"} 2',
    'agentpod_pod_condition{type="Ready",status="False"} 1',
  ]);
  expect(await lines(metrics, 'agentpod_port_pool_free')).toEqual(['agentpod_port_pool_free 97']);
  expect(await lines(metrics, 'agentpod_build_info')).toEqual([
    'agentpod_build_info{version="1.2.3"} 1',
  ]);
  reachable = false;
  expect(await lines(metrics, 'agentpod_pod_condition{')).toEqual([]);
  expect(await lines(metrics, 'agentpod_port_pool_free')).toEqual([]);
});

test('drift is counted as each pod was last found', async () => {
  const metrics = loopMetrics(
    '1',
    () => new Date(0),
    async () => FIGURES,
  );
  const drift = async (): Promise<readonly string[]> => lines(metrics, 'agentpod_drift_fields');
  metrics.onEvent(
    passed(
      new Map([
        ['pod/a/x', 2],
        ['pod/a/y', 1],
      ]),
    ),
  );
  expect(await drift()).toEqual(['agentpod_drift_fields 3']);
  metrics.onEvent(passed(new Map([['pod/a/x', 0]])));
  expect(await drift()).toEqual(['agentpod_drift_fields 1']);
  metrics.onEvent({ kind: 'leading' });
  expect(await drift()).toEqual(['agentpod_drift_fields 0']);
  expect(await lines(metrics, 'agentpod_reconcile_total')).toEqual([
    'agentpod_reconcile_total{result="success"} 2',
  ]);
});
