import type { Condition } from '../model/condition.ts';
import type { ResourceLimits } from '../model/container.ts';
import type { PodRecord } from '../model/observed.ts';
import type { PodKey } from '../model/resource.ts';
import { channelsInTheWay } from '../status/channel-conditions.ts';

/** What a look at a running pod found just now; kept apart from what the records remember. */
export interface LiveLook {
  /** Absent where the agent cannot be asked: a remote Engine, or a record without its probe. */
  readonly probed?: { readonly ready: boolean; readonly message: string };
  /** Of the container; RFC 3339, empty where it was not needed or is not known. */
  readonly startedAt: string;
  /** It does not serve yet, and has not used up the time that its start may take. */
  readonly starting: boolean;
  /** Of the container, where it was looked into. */
  readonly resources?: ResourceLimits;
  /** What it uses; absent where that was not asked for. */
  readonly use?: LiveUse;
  /** When the look was taken; RFC 3339. */
  readonly seenAt: string;
}

export interface LiveUse {
  /** Without what the kernel would give back at once. */
  readonly memoryBytes: number;
  /** Over a short moment. */
  readonly cpuCores: number;
}

export type LiveLooks = ReadonlyMap<PodKey, LiveLook>;

export interface Readiness {
  readonly status: Condition['status'];
  /** Why it is not True; empty where there is nothing to add. */
  readonly why: string;
  /** CamelCase; absent where a look alone tells. */
  readonly reason?: string;
}

const SINCE_RESTART = 'not known since its restart';

/** Of a pod whose container runs: the agent's own answer, else what the records say of this start. */
export function readinessOf(record: PodRecord | undefined, look: LiveLook | undefined): Readiness {
  const { probed } = look ?? {};
  if (probed !== undefined) {
    return probed.ready ? { status: 'True', why: '' } : { status: 'False', why: probed.message };
  }
  const gateway = record?.conditions.find(({ type }) => type === 'GatewayReady');
  const knownAt = Date.parse(gateway?.lastTransitionTime ?? '');
  if (knownAt < Date.parse(look?.startedAt ?? '')) return { status: 'Unknown', why: SINCE_RESTART };
  const ready = record?.conditions.find(({ type }) => type === 'Ready');
  return { status: ready?.status ?? 'Unknown', why: '' };
}

/** A pod is ready for its customers when its route is, as far as that was tried. */
export function withRoute(gateway: Readiness, record: PodRecord | undefined): Readiness {
  const route = record?.conditions.find(({ type }) => type === 'RouteReady');
  if (gateway.status !== 'True' || route === undefined || route.status === 'True') return gateway;
  return { status: route.status, why: `${route.reason}: ${route.message}` };
}

/** Nor without the channels that it declares, as far as somebody asks them: a server does. */
export function withChannels(seen: Readiness, record: PodRecord | undefined): Readiness {
  if (seen.status !== 'True') return seen;
  const why = channelsInTheWay(record?.conditions ?? []);
  return why === undefined ? seen : { status: 'False', why };
}

/** The remembered conditions, with what was seen now in place of what no longer holds. */
export function liveConditions(
  remembered: readonly Condition[],
  seen: { readonly Ready: Readiness; readonly GatewayReady: Readiness },
  look: LiveLook | undefined,
): readonly Condition[] {
  if (look === undefined) return remembered;
  return remembered.map((condition) => {
    const { status, why, reason = 'SeenNow' } = nowOf(condition, seen);
    if (condition.status === status) return condition;
    return {
      ...condition,
      status,
      reason: status === 'True' ? 'ProbeSucceeded' : reason,
      message: why,
      lastTransitionTime: look.seenAt,
    };
  });
}

const BEHIND: ReadonlySet<Condition['type']> = new Set(['RouteReady', 'ChannelsReady']);

/** What lies behind the gateway was true of one that answered. */
function nowOf(
  { type, status }: Condition,
  seen: { readonly Ready: Readiness; readonly GatewayReady: Readiness },
): Readiness {
  if (type === 'Ready' || type === 'GatewayReady') return seen[type];
  if (!BEHIND.has(type) || status !== 'True' || seen.GatewayReady.status !== 'False') {
    return { status, why: '' };
  }
  return { status: 'Unknown', why: 'the gateway does not answer', reason: 'GatewayNotReady' };
}
