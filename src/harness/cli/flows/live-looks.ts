import pLimit from 'p-limit';
import type { ObservedContainer, ObservedState, PodRecord } from '../../../core/model/observed.ts';
import type { PodKey } from '../../../core/model/resource.ts';
import type { ContainerRuntime } from '../../../ports/container-runtime.ts';
import type { LiveLook, LiveLooks } from '../views/live-look.ts';
import { newestContainer } from '../views/pod-view.ts';

/** Each waits 2 s at most, so that fifty hung agents hold a listing up for some seconds only. */
const LOOKS_AT_ONCE = 16;

export interface LookRequest {
  readonly observed: ObservedState;
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
  const records = observed.records.pods.filter(({ key }) => about(key));
  const looks = await limit.map(records, async (record) => {
    const container = newestContainer(observed.containers, record.key);
    const running = container?.state === 'running';
    const look = running ? await lookAt(runtime, record, container, request) : undefined;
    return look === undefined ? [] : ([[record.key, look]] as const);
  });
  return new Map(looks.flat());
}

async function lookAt(
  runtime: ContainerRuntime,
  record: PodRecord,
  container: ObservedContainer,
  { local, now }: LookRequest,
): Promise<LiveLook> {
  const seenAt = now.toISOString();
  const spec = record.applied?.probe;
  const port = container.publish[0]?.hostPort;
  const canAsk = local && spec !== undefined && port !== undefined;
  const probed = canAsk ? await runtime.probe(port, spec) : undefined;
  if (probed?.ready) return { probed, startedAt: '', starting: false, seenAt };
  const detail = container.detail ?? (await runtime.detail(container.name));
  const startedAt = detail?.startedAt ?? '';
  const deadline = Date.parse(startedAt) + (spec?.deadlineSeconds ?? 0) * 1000;
  const starting = now.getTime() < deadline;
  return { ...(probed === undefined ? {} : { probed }), startedAt, starting, seenAt };
}
