import { expect, it } from 'vitest';
import type { PodKey } from '../core/model/resource.ts';
import { loopMetrics } from './loop-metrics.ts';

const metrics = loopMetrics(
  '1.0.0',
  () => new Date(0),
  async () => ({ conditions: [], freePorts: 0 }),
);
const use = { usedBytes: 1000, limitBytes: 2000 };
const usage = (cpuSeconds: number, id = 'c1', pods: readonly PodKey[] = ['acme/agent']) =>
  metrics.onEvent({
    kind: 'usage',
    at: 0,
    samples: pods.map((pod) => ({ pod, id, cpuSeconds, ...use })),
  });
const lines = async () =>
  (await metrics.page.text()).split('\n').filter((line) => /^agentpod_(pod_|channel)/.test(line));
const LABELS = 'tenant="acme",pod="agent"';

it('what pods use is shown as long as they run, and their processor time only grows', async () => {
  usage(10);
  usage(12);
  usage(3, 'c2');
  usage(1, 'c2');
  metrics.onEvent({ kind: 'volumes', sizes: new Map([['acme/agent', 5]]) });
  expect(await lines()).toEqual(
    expect.arrayContaining([
      `agentpod_pod_memory_bytes{${LABELS}} 1000`,
      `agentpod_pod_memory_limit_bytes{${LABELS}} 2000`,
      `agentpod_pod_volume_bytes{${LABELS}} 5`,
      `agentpod_pod_cpu_seconds_total{${LABELS}} 16`,
    ]),
  );
  usage(1, 'c', []);
  expect((await lines()).filter((line) => line.startsWith('agentpod_pod_'))).toEqual([]);
});

it('channels are shown as long as something is known of them', async () => {
  const account = { channel: 'telegram', account: 'default', reason: 'X', message: '' };
  const tell = (accounts: readonly ('True' | 'False')[]) =>
    metrics.onEvent({
      kind: 'channels',
      subject: 'pod/acme/agent',
      accounts: accounts.map((status) => ({ ...account, status, lastInboundAt: 4000 })),
    });
  const labels = `${LABELS},channel="telegram",account="default"`;
  tell(['True']);
  expect(await lines()).toEqual([
    `agentpod_channel_up{${labels}} 1`,
    `agentpod_channel_last_inbound_timestamp_seconds{${labels}} 4`,
  ]);
  tell(['False']);
  expect(await lines()).toContain(`agentpod_channel_up{${labels}} 0`);
  tell([]);
  expect(await lines()).toEqual([]);
});
