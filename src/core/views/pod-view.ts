import type { Condition } from '../model/condition.ts';
import type { DesiredPod, DesiredState } from '../model/desired.ts';
import type { ObservedContainer, ObservedState, PodRecord } from '../model/observed.ts';
import type { ProxySettings } from '../model/proxy.ts';
import { type PodKey, splitPodKey } from '../model/resource.ts';
import { publicOrigins } from '../proxy/public-origin.ts';
import {
  type LiveLook,
  type LiveLooks,
  type LiveUse,
  liveConditions,
  type Readiness,
  readinessOf,
  withChannels,
  withRoute,
} from './live-look.ts';
import { type PodStateWord, podState } from './pod-state.ts';

/** One pod as `get` and `describe` show it: record, live container and, with -f, manifest joined. */
export interface PodView {
  readonly key: PodKey;
  readonly tenant: string;
  readonly name: string;
  readonly state: PodStateWord;
  readonly ready: Condition['status'];
  /** Why it is not ready, where that is known from a look. */
  readonly readyWhy: string;
  readonly image: string;
  readonly hosts: readonly string[];
  readonly port: number | undefined;
  /** Where customers reach it; empty without hosts or without a proxy. */
  readonly urls: readonly string[];
  /** Where the agent answers on this machine. */
  readonly localUrl: string | undefined;
  readonly memoryBytes: number | undefined;
  readonly cpus: number | undefined;
  /** What it uses, where that was asked for. */
  readonly use: LiveUse | undefined;
  readonly generation: number;
  /** As remembered, corrected by what was seen now. */
  readonly conditions: readonly Condition[];
  readonly record: PodRecord | undefined;
  readonly container: ObservedContainer | undefined;
  readonly desired: DesiredPod | undefined;
}

export interface ViewOptions {
  /** What agents said just now. */
  readonly live?: LiveLooks;
  /** For the public addresses; without it none are given. */
  readonly proxy?: ProxySettings;
}

export type ObservedPods = Pick<ObservedState, 'containers' | 'records'>;

/** Sorted by key, so that a tenant's pods stand together. */
export function podViews(
  observed: ObservedPods,
  desired: DesiredState,
  options: ViewOptions = {},
): PodView[] {
  const keys = new Set<PodKey>([
    ...observed.records.pods.map(({ key }) => key),
    ...observed.containers.map(({ pod }) => pod),
    ...desired.pods.map(({ key }) => key),
  ]);
  // Each is looked up once: with a thousand pods, searching for every one takes a million steps.
  const records = new Map(observed.records.pods.map((record) => [record.key, record]));
  const containers = Map.groupBy(observed.containers, ({ pod }) => pod);
  const manifests = new Map(desired.pods.map((pod) => [pod.key, pod]));
  return [...keys].sort().map((key) => {
    const container = newestContainer(containers.get(key) ?? [], key);
    const parts = { record: records.get(key), container, manifest: manifests.get(key) };
    return podView(key, parts, options);
  });
}

interface PodParts {
  readonly record: PodRecord | undefined;
  readonly container: ObservedContainer | undefined;
  readonly manifest: DesiredPod | undefined;
}

function podView(
  key: PodKey,
  { record, container, manifest }: PodParts,
  { live, proxy }: ViewOptions,
): PodView {
  const look = live?.get(key);
  const spec = record?.applied?.spec;
  const seen = container?.detail?.spec.resources ?? look?.resources;
  const resources = spec?.resources ?? manifest?.spec.resources ?? seen;
  const port = container?.publish[0]?.hostPort ?? record?.port;
  const gateway = readinessNow(record, container, look);
  const readiness = withChannels(withRoute(gateway, record), record);
  const hosts = manifest?.hosts ?? record?.applied?.hosts ?? [];
  const { tenant, pod } = splitPodKey(key);
  return {
    key,
    tenant,
    name: pod,
    state: podState(record, container, look),
    ready: readiness.status,
    readyWhy: readiness.why,
    image: container?.imageRef ?? spec?.image ?? manifest?.spec.image ?? '',
    hosts,
    urls: proxy === undefined ? [] : publicOrigins(hosts, proxy),
    port,
    localUrl: port === undefined ? undefined : `http://127.0.0.1:${port}`,
    memoryBytes: resources?.memoryBytes,
    cpus: resources?.cpus,
    use: look?.use,
    generation: container?.generation || (record?.generation ?? 0),
    conditions: liveConditions(
      record?.conditions ?? [],
      { Ready: readiness, GatewayReady: gateway },
      look,
    ),
    record,
    container,
    desired: manifest,
  };
}

/** While a pod is replaced there may be two; a running one counts before a newer stopped one. */
export function newestContainer(
  containers: readonly ObservedContainer[],
  key: PodKey,
): ObservedContainer | undefined {
  return containers
    .filter(({ pod }) => pod === key)
    .sort((a, b) => rank(b) - rank(a) || b.generation - a.generation)[0];
}

function rank(container: ObservedContainer): number {
  return container.state === 'running' ? 1 : 0;
}

/** What was Ready at the last apply is not Ready when its container does not run now. */
function readinessNow(
  record: PodRecord | undefined,
  container: ObservedContainer | undefined,
  look: LiveLook | undefined,
): Readiness {
  if (container?.state !== 'running') return { status: 'False', why: '', reason: 'NotRunning' };
  return readinessOf(record, look);
}
