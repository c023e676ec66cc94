import { Counter, Gauge, type Registry } from 'prom-client';
import { type PodKey, splitPodKey } from '../core/model/resource.ts';
import type { LoopEvent } from '../engine/loop/loop-event.ts';

type Event<Kind extends LoopEvent['kind']> = Extract<LoopEvent, { kind: Kind }>;

const POD = ['tenant', 'pod'] as const;
const CHANNEL = [...POD, 'channel', 'account'] as const;

/** What is known of each pod, in Prometheus's words; what is gone is gone here too. */
export function podMetrics(registers: Registry[]): (event: LoopEvent) => void {
  const parts = metricsIn(registers);
  const counted = new Map<PodKey, { readonly id: string; readonly cpuSeconds: number }>();
  const shown = new Map<string, readonly ChannelLabels[]>();
  return (event) => {
    if (event.kind === 'usage') showUsage(parts, counted, event);
    if (event.kind === 'volumes') showVolumes(parts, event);
    if (event.kind === 'channels') showChannels(parts, shown, event);
  };
}

type Parts = ReturnType<typeof metricsIn>;

function metricsIn(registers: Registry[]) {
  const gauge = <const Names extends readonly string[]>(
    name: string,
    help: string,
    labelNames: Names,
  ) => new Gauge<Names[number]>({ name, help, labelNames, registers });
  return {
    memory: gauge('agentpod_pod_memory_bytes', 'Memory that a pod uses, without page cache.', POD),
    limit: gauge('agentpod_pod_memory_limit_bytes', 'What it may use at most; 0: no limit.', POD),
    volumes: gauge('agentpod_pod_volume_bytes', "What a pod's volumes take on disk.", POD),
    cpu: new Counter({
      name: 'agentpod_pod_cpu_seconds_total',
      help: "Processor time that a pod's processes have taken.",
      labelNames: POD,
      registers,
    }),
    up: gauge('agentpod_channel_up', '1 while customers can write to a channel account.', CHANNEL),
    inbound: gauge(
      'agentpod_channel_last_inbound_timestamp_seconds',
      "When a channel account's last message came, since its gateway's start.",
      CHANNEL,
    ),
  };
}

function showUsage(
  { memory, limit, cpu, volumes }: Parts,
  counted: Map<PodKey, { readonly id: string; readonly cpuSeconds: number }>,
  { samples }: Event<'usage'>,
): void {
  const seen = new Set(samples.map(({ pod }) => pod));
  for (const pod of counted.keys()) {
    if (seen.has(pod)) continue;
    counted.delete(pod);
    for (const metric of [memory, limit, cpu, volumes]) metric.remove(splitPodKey(pod));
  }
  for (const { pod, id, cpuSeconds, usedBytes, limitBytes } of samples) {
    const labels = splitPodKey(pod);
    const before = counted.get(pod);
    memory.set(labels, usedBytes);
    limit.set(labels, limitBytes);
    // Another container, and another start of one, count from nothing.
    const isSame = before?.id === id && cpuSeconds >= before.cpuSeconds;
    cpu.inc(labels, isSame ? cpuSeconds - before.cpuSeconds : cpuSeconds);
    counted.set(pod, { id, cpuSeconds });
  }
}

function showVolumes({ volumes }: Parts, { sizes }: Event<'volumes'>): void {
  volumes.reset();
  for (const [pod, bytes] of sizes) volumes.set(splitPodKey(pod), bytes);
}

type ChannelLabels = Record<(typeof CHANNEL)[number], string>;

function showChannels(
  { up, inbound }: Parts,
  shown: Map<string, readonly ChannelLabels[]>,
  { subject, accounts }: Event<'channels'>,
): void {
  for (const labels of shown.get(subject) ?? []) {
    up.remove(labels);
    inbound.remove(labels);
  }
  const [, tenant = '', pod = ''] = subject.split('/');
  const labelled = accounts.map(({ channel, account, status, lastInboundAt }) => {
    const labels = { tenant, pod, channel, account };
    up.set(labels, status === 'True' ? 1 : 0);
    if (lastInboundAt !== undefined) inbound.set(labels, lastInboundAt / 1000);
    return labels;
  });
  shown.set(subject, labelled);
}
