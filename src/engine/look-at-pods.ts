import pLimit from 'p-limit';
import { appliedAgent, appliedChannels } from '../core/agents/applied-agent.ts';
import { networkName } from '../core/desired/names.ts';
import type {
  EndpointLook,
  EndpointLooks,
  MemoryLook,
  PodObservation,
} from '../core/health/observation.ts';
import type { AppliedPod, ObservedContainer, PodRecord } from '../core/model/observed.ts';
import { type PodKey, splitPodKey } from '../core/model/resource.ts';
import { appliedRoute } from '../core/proxy/applied-route.ts';
import { proxyContainerName } from '../core/proxy/names.ts';
import { publicOrigins } from '../core/proxy/public-origin.ts';
import { messageOf } from '../core/status/message.ts';
import type { RouteFinding } from '../core/status/pod-conditions.ts';
import type { ContainerUse } from '../ports/container-runtime.ts';
import { lookAtGateway } from './look-at-gateway.ts';
import { probeTwice } from './probe-patiently.ts';
import { lookAtRoute, type Verify } from './verify-route.ts';
import { within } from './within.ts';
import type { Workspace } from './workspace.ts';

/** A pod whose agent hangs is done with after some seconds, so that many of them hold nobody up. */
const PODS_AT_ONCE = 16;
/** Pairing, where that is needed, and the talk after it. */
const GATEWAY_MS = 30_000;
/** Large volumes take long to count, and nobody waits for that alone. */
const VOLUMES_SECONDS = 15;
/** The check of one host ends within half of it. */
const ROUTE_MS = 30_000;

export interface PodPlace {
  readonly pod: PodKey;
  readonly record: PodRecord | undefined;
  /** The one that runs, else the newest. */
  readonly container: ObservedContainer | undefined;
}

export interface PodLookOptions {
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
  readonly signal?: AbortSignal;
}

/** Asks every pod itself, at once; in the order given. Ends in bounded time. */
export async function lookAtPods(
  workspace: Workspace,
  places: readonly PodPlace[],
  options: PodLookOptions,
): Promise<readonly PodObservation[]> {
  const limit = pLimit(PODS_AT_ONCE);
  const [pods, sizes] = await Promise.all([
    limit.map([...places], (place) => lookAtPod(workspace, place, options)),
    sizesOfVolumes(workspace),
  ]);
  return pods.map((seen) => {
    const volumeBytes = sizes.get(seen.pod);
    return volumeBytes === undefined ? seen : { ...seen, volumeBytes };
  });
}

/** Empty where counting takes too long. */
function sizesOfVolumes({ runtime, settings }: Workspace): Promise<ReadonlyMap<PodKey, number>> {
  return runtime.volumeSizes(settings.instance, VOLUMES_SECONDS).catch(() => new Map());
}

async function lookAtPod(
  workspace: Workspace,
  place: PodPlace,
  options: PodLookOptions,
): Promise<PodObservation> {
  const { pod, record, container } = place;
  const { runtime, clock } = workspace;
  const applied = record?.applied;
  const detail = container && (await runtime.detail(container.name));
  const deadlineMs = (applied?.probe.deadlineSeconds ?? 0) * 1000;
  const sinceStart = clock.now().getTime() - Date.parse(detail?.startedAt ?? '');
  const seen: PodObservation = {
    pod,
    agent: applied && appliedAgent(applied),
    suspended: applied?.suspended === true,
    channels: applied === undefined ? [] : appliedChannels(applied),
    container: detail && { ...detail, starting: sinceStart < deadlineMs },
  };
  if (detail?.state !== 'running' || container === undefined) return seen;
  const [use, agent] = await Promise.all([
    runtime.usage(container.id).catch(() => undefined),
    applied === undefined ? {} : lookAtAgent(workspace, { pod, applied, container }, options),
  ]);
  return { ...seen, ...(use === undefined ? {} : { memory: memoryOf(use) }), ...agent };
}

function memoryOf({ usedBytes, limitBytes }: ContainerUse): MemoryLook {
  return { usedBytes, limitBytes };
}

interface Running {
  readonly pod: PodKey;
  readonly applied: AppliedPod;
  readonly container: ObservedContainer;
}

/** A gateway that does not serve yet would only let its heartbeat and its route wait. */
async function lookAtAgent(
  workspace: Workspace,
  running: Running,
  options: PodLookOptions,
): Promise<Pick<PodObservation, 'endpoints' | 'gateway' | 'route'>> {
  const { pod, applied, container } = running;
  const hostPort = container.publish[0]?.hostPort;
  if (!options.local || hostPort === undefined) return {};
  const endpoints = await askEndpoints(workspace, applied, hostPort);
  if (!endpoints.startup.ok) return { endpoints };
  const place = { pod, container: container.name, hostPort };
  // One after the other: both pair with a pod that does not know us yet.
  const gateway =
    appliedAgent(applied) === 'openclaw'
      ? await within(GATEWAY_MS, options.signal, (signal) =>
          lookAtGateway(workspace, place, signal),
        ).catch((error: unknown) => ({
          kind: 'failed' as const,
          reason: 'TooSlow',
          message: messageOf(error),
        }))
      : undefined;
  const route = await askRoute(workspace, running, hostPort, options);
  return {
    endpoints,
    ...(gateway === undefined ? {} : { gateway }),
    ...(route === undefined ? {} : { route }),
  };
}

async function askEndpoints(
  { runtime }: Workspace,
  applied: AppliedPod,
  hostPort: number,
): Promise<EndpointLooks> {
  const { probe } = applied;
  const ask = async (path: string, field: string | undefined): Promise<EndpointLook> => {
    const { readyField: _, ...rest } = probe;
    const spec = {
      ...rest,
      readyPath: path,
      ...(field === undefined ? {} : { readyField: field }),
    };
    const { ready, message } = await probeTwice(runtime, hostPort, spec);
    return { path, ok: ready, message };
  };
  const startup = ask(probe.readyPath, probe.readyField);
  if (appliedAgent(applied) !== 'openclaw') return { startup: await startup };
  const others = [ask('/healthz', 'ok'), ask('/readyz', 'ready')] as const;
  const [first, liveness, readiness] = await Promise.all([startup, ...others]);
  return { startup: first, liveness, readiness };
}

async function askRoute(
  workspace: Workspace,
  running: Running,
  hostPort: number,
  { signal }: PodLookOptions,
): Promise<RouteFinding | undefined> {
  const action = routeOf(workspace, running, hostPort);
  if (action === undefined) return undefined;
  try {
    return await within(ROUTE_MS, signal, (cut) => lookAtRoute(workspace, action, cut));
  } catch (error) {
    return { ready: false, reason: 'RouteUnknown', message: messageOf(error) };
  }
}

/** Undefined where there is no road to look at. */
function routeOf(
  { settings }: Workspace,
  { pod, applied, container }: Running,
  hostPort: number,
): Verify | undefined {
  if (settings.proxy.mode === 'off' || applied.route === undefined) return undefined;
  const route = appliedRoute(applied.route);
  return {
    kind: 'route.verify',
    pod,
    agent: appliedAgent(applied),
    container: container.name,
    proxy:
      settings.proxy.mode === 'external'
        ? settings.proxy.externalContainer
        : proxyContainerName(settings.instance, 'traefik'),
    network: networkName(settings.instance, splitPodKey(pod).tenant),
    hosts: applied.hosts,
    ...route,
    url: `${publicOrigins(applied.hosts, settings.proxy)[0] ?? ''}${route.prefix}`,
    askAgain: false,
    image: applied.spec.image,
    hostPort,
    probe: applied.probe,
  };
}
