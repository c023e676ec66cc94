import type { Condition } from '../../../core/model/condition.ts';
import type { DesiredPod, DesiredState } from '../../../core/model/desired.ts';
import type { ObservedContainer, ObservedState, PodRecord } from '../../../core/model/observed.ts';
import { type PodKey, splitPodKey } from '../../../core/model/resource.ts';
import { type PodStateWord, podState } from './pod-state.ts';

/** One pod as `get` and `describe` show it: record, live container and, with -f, manifest joined. */
export interface PodView {
  readonly key: PodKey;
  readonly tenant: string;
  readonly name: string;
  readonly state: PodStateWord;
  readonly ready: Condition['status'];
  readonly image: string;
  readonly hosts: readonly string[];
  readonly port: number | undefined;
  /** Where the agent answers on this machine. */
  readonly localUrl: string | undefined;
  readonly memoryBytes: number | undefined;
  readonly cpus: number | undefined;
  readonly generation: number;
  readonly record: PodRecord | undefined;
  readonly container: ObservedContainer | undefined;
  readonly desired: DesiredPod | undefined;
}

/** Sorted by key, so that a tenant's pods stand together. */
export function podViews(observed: ObservedState, desired: DesiredState): PodView[] {
  const keys = new Set<PodKey>([
    ...observed.records.pods.map(({ key }) => key),
    ...observed.containers.map(({ pod }) => pod),
    ...desired.pods.map(({ key }) => key),
  ]);
  return [...keys].sort().map((key) => podView(key, observed, desired));
}

function podView(key: PodKey, observed: ObservedState, desired: DesiredState): PodView {
  const record = observed.records.pods.find((item) => item.key === key);
  const container = newestContainer(observed.containers, key);
  const manifest = desired.pods.find((item) => item.key === key);
  const resources = record?.applied?.spec.resources ?? manifest?.spec.resources;
  const port = container?.publish[0]?.hostPort ?? record?.port;
  const { tenant, pod } = splitPodKey(key);
  return {
    key,
    tenant,
    name: pod,
    state: podState(record, container),
    ready: readiness(record, container),
    image: container?.imageRef ?? record?.applied?.spec.image ?? manifest?.spec.image ?? '',
    hosts: manifest?.hosts ?? routedHosts(record?.applied?.spec.labels ?? {}),
    port,
    localUrl: port === undefined ? undefined : `http://127.0.0.1:${port}`,
    memoryBytes: resources?.memoryBytes,
    cpus: resources?.cpus,
    generation: container?.generation ?? record?.generation ?? 0,
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

/** What was Ready at the last look is not Ready when its container does not run now. */
function readiness(
  record: PodRecord | undefined,
  container: ObservedContainer | undefined,
): Condition['status'] {
  if (container?.state !== 'running') return 'False';
  return record?.conditions.find(({ type }) => type === 'Ready')?.status ?? 'Unknown';
}

/** Host names from the routing labels, for pods whose manifest is not at hand. */
function routedHosts(labels: Readonly<Record<string, string>>): string[] {
  const rules = Object.entries(labels).filter(([name]) => name.endsWith('.rule'));
  return rules.flatMap(([, rule]) =>
    [...rule.matchAll(/Host\(`([^`]+)`\)/g)].map((match) => match[1] ?? ''),
  );
}
