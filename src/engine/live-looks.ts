import pLimit from 'p-limit';
import type { ObservedContainer, PodRecord } from '../core/model/observed.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { LiveLook, LiveLooks } from '../core/views/live-look.ts';
import { newestContainer, type ObservedPods } from '../core/views/pod-view.ts';
import type { ContainerRuntime } from '../ports/container-runtime.ts';

/** Each waits 2 s at most, so that fifty hung agents hold a listing up for some seconds only. */
const LOOKS_AT_ONCE = 16;

export interface LookRequest {
  readonly observed: ObservedPods;
  /** Pods that will be shown. */
  readonly about: (pod: PodKey) => boolean;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
  readonly now: Date;
}

/** Asks agents themselves whether they serve: what was true at the last apply may not be so now. */
export async function takeLiveLooks(
  runtime: ContainerRuntime,
  request: LookRequest,
): Promise<LiveLooks> {
  const { observed, about } = request;
  const limit = pLimit(LOOKS_AT_ONCE);
  const records = new Map(observed.records.pods.map((record) => [record.key, record]));
  const pods = new Set(observed.containers.map(({ pod }) => pod).filter(about));
  const looks = await limit.map([...pods], async (pod) => {
    const container = newestContainer(observed.containers, pod);
    if (container?.state !== 'running') return [];
    return [[pod, await lookAt(runtime, records.get(pod), container, request)] as const];
  });
  return new Map(looks.flat());
}

/** Asks one agent, and looks into its container where that says more. */
export async function lookAt(
  runtime: Pick<ContainerRuntime, 'probe' | 'detail'>,
  record: PodRecord | undefined,
  container: ObservedContainer,
  { local, now }: Pick<LookRequest, 'local' | 'now'>,
): Promise<LiveLook> {
  const seenAt = now.toISOString();
  const spec = record?.applied?.probe;
  const port = container.publish[0]?.hostPort;
  const canAsk = local && spec !== undefined && port !== undefined;
  const probed = canAsk ? await runtime.probe(port, spec) : undefined;
  if (probed?.ready) return { probed, startedAt: '', starting: false, seenAt };
  const detail = container.detail ?? (await runtime.detail(container.name));
  const startedAt = detail?.startedAt ?? '';
  const deadline = Date.parse(startedAt) + (spec?.deadlineSeconds ?? 0) * 1000;
  const starting = now.getTime() < deadline;
  return {
    startedAt,
    starting,
    seenAt,
    ...(probed === undefined ? {} : { probed }),
    ...(detail === undefined ? {} : { resources: detail.spec.resources }),
  };
}
