import { appliedChannels } from '../../core/agents/applied-agent.ts';
import { loginMode } from '../../core/agents/openclaw/login-mode.ts';
import { adapterFor } from '../../core/agents/registry.ts';
import type { Condition } from '../../core/model/condition.ts';
import type { ProbeSpec } from '../../core/model/container.ts';
import type { DesiredPod, DesiredState } from '../../core/model/desired.ts';
import type { ObservedState, PodRecord } from '../../core/model/observed.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { LivenessProbe } from '../../core/model/target.ts';
import { liveContainer } from '../../core/plan/pod-situation.ts';

/** A process that is to be asked how it is. */
export interface HealthTarget {
  readonly key: PodKey;
  /** Of the container: another one is another process. */
  readonly id: string;
  readonly container: string;
  readonly hostPort: number;
  readonly probe: ProbeSpec;
  readonly liveness: LivenessProbe;
  readonly onUnhealthy: DesiredPod['spec']['onUnhealthy'];
  /** Since when it is written down to be ready; undefined when it is not. */
  readonly readySince: number | undefined;
  /** It speaks the gateway protocol, and lets AgentPod be a device of it. */
  readonly hasHeartbeat: boolean;
  /** That its config switches on. */
  readonly channels: readonly string[];
  readonly ignoresChannels: boolean;
  /** As it is written down. */
  readonly channelsReady: Condition | undefined;
}

/** Pods that should serve and whose process runs. */
export function healthTargets(
  desired: DesiredState,
  observed: ObservedState,
): readonly HealthTarget[] {
  const records = new Map(observed.records.pods.map((record) => [record.key, record]));
  return desired.pods.flatMap((pod) => {
    const record = records.get(pod.key);
    if (pod.suspended || pod.leftAlone || record === undefined) return [];
    return targetOf(pod, record, observed);
  });
}

function targetOf(
  pod: DesiredPod,
  record: PodRecord,
  { containers }: ObservedState,
): readonly HealthTarget[] {
  const own = containers.filter((container) => container.pod === pod.key);
  const live = liveContainer(own, record);
  if (record.applied === undefined || live?.state !== 'running') return [];
  return [
    {
      key: pod.key,
      id: live.id,
      container: live.name,
      hostPort: record.port,
      probe: record.applied.probe,
      liveness: adapterFor(pod.agent).liveness,
      onUnhealthy: pod.spec.onUnhealthy,
      readySince: readySince(record),
      hasHeartbeat: loginMode(record.applied.files) === 'token',
      channels: appliedChannels(record.applied),
      ignoresChannels: pod.spec.readiness.channels === 'ignored',
      channelsReady: record.conditions.find(({ type }) => type === 'ChannelsReady'),
    },
  ];
}

function readySince({ conditions }: PodRecord): number | undefined {
  const found = conditions.find(({ type, status }) => type === 'GatewayReady' && status === 'True');
  return found && Date.parse(found.lastTransitionTime);
}
