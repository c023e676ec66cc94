import pLimit from 'p-limit';
import type { ObservedContainer, PodRecord } from '../core/model/observed.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { LiveLook, LiveLooks, LiveUse } from '../core/views/live-look.ts';
import { newestContainer, type ObservedPods } from '../core/views/pod-view.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContainerRuntime } from '../ports/container-runtime.ts';

/** Each waits 2 s at most, so that fifty hung agents hold a listing up for some seconds only. */
const LOOKS_AT_ONCE = 16;
/** Processor time is known only between two moments. */
const MOMENT_MS = 300;

export interface LookRequest {
  readonly observed: ObservedPods;
  /** Pods that will be shown. */
  readonly about: (pod: PodKey) => boolean;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
  readonly now: Date;
  /** With what containers use, which takes a moment. */
  readonly measures?: Pick<Clock, 'now' | 'sleep'>;
}

/** Asks agents themselves whether they serve: what was true at the last apply may not be so now. */
export async function takeLiveLooks(
  runtime: ContainerRuntime,
  request: LookRequest,
): Promise<LiveLooks> {
  const { observed, about } = request;
  const limit = pLimit(LOOKS_AT_ONCE);
  const records = new Map(observed.records.pods.map((record) => [record.key, record]));
  const pods = new Set(
    [...records.keys(), ...observed.containers.map(({ pod }) => pod)].filter(about),
  );
  const looks = await limit.map([...pods], async (pod) => {
    const container = newestContainer(observed.containers, pod);
    if (container?.state !== 'running') return [[pod, nobodyThere(request)] as const];
    const [look, use] = await Promise.all([
      lookAt(runtime, records.get(pod), container, request),
      measure(runtime, container, request.measures),
    ]);
    return [[pod, use === undefined ? look : { ...look, use }] as const];
  });
  return new Map(looks.flat());
}

function nobodyThere({ now }: LookRequest): LiveLook {
  return { startedAt: '', starting: false, seenAt: now.toISOString() };
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

/** Undefined where it is not asked for, and where the Engine does not tell. */
async function measure(
  runtime: ContainerRuntime,
  { id }: ObservedContainer,
  clock: LookRequest['measures'],
): Promise<LiveUse | undefined> {
  if (clock === undefined) return undefined;
  const began = clock.now().getTime();
  const before = await runtime.usage(id).catch(() => undefined);
  await clock.sleep(MOMENT_MS);
  const after = await runtime.usage(id).catch(() => undefined);
  if (before === undefined || after === undefined) return undefined;
  const seconds = Math.max(MOMENT_MS, clock.now().getTime() - began) / 1000;
  const spent = Math.max(0, after.cpuSeconds - before.cpuSeconds);
  return { memoryBytes: after.usedBytes, cpuCores: spent / seconds };
}
