import { adapterFor } from '../agents/registry.ts';
import { keptFiles } from '../config-drift/kept-files.ts';
import { GIT_OWNS_ALL, type OwnerRules, ownerRules } from '../config-drift/owners.ts';
import { buildTarget } from '../desired/build-target.ts';
import { containerName, networkName, volumeName } from '../desired/names.ts';
import type { ConfigCure } from '../health/config-cure.ts';
import type { ConfigOwnership } from '../model/config-owner.ts';
import type { ConfigFile } from '../model/container.ts';
import type { DesiredPod } from '../model/desired.ts';
import type {
  ObservedContainer,
  ObservedState,
  ObservedVolume,
  PodRecord,
} from '../model/observed.ts';
import type { PodKey } from '../model/resource.ts';
import type { AgentAdapter, PodTarget } from '../model/target.ts';
import { doorUrl } from '../proxy/door-url.ts';
import { proxyAddress } from '../proxy/proxy-address.ts';
import { sortBy } from '../util/sort.ts';
import type { Allocation } from './allocate.ts';
import type { PlanOptions } from './options.ts';
import type { ProxyGround } from './proxy-manager.ts';
import type { TenantGround } from './tenant-manager.ts';

/** The observed state, looked up by pod instead of searched. */
export interface ObservedIndex {
  readonly state: ObservedState;
  readonly containers: ReadonlyMap<PodKey, readonly ObservedContainer[]>;
  readonly volumes: ReadonlyMap<PodKey, readonly ObservedVolume[]>;
  readonly records: ReadonlyMap<PodKey, PodRecord>;
  readonly foreign: ReadonlyMap<string, string>;
}

export function indexObserved(state: ObservedState): ObservedIndex {
  return {
    state,
    containers: groupByPod(state.containers),
    volumes: groupByPod(state.volumes),
    records: new Map(state.records.pods.map((record) => [record.key, record])),
    foreign: new Map(state.foreign.map((item) => [`${item.kind} ${item.name}`, item.owner])),
  };
}

/** Sorted here and not trusted to be: the plan's bytes must not depend on who observed. */
function groupByPod<T extends { readonly pod: PodKey; readonly name: string }>(
  items: readonly T[],
): Map<PodKey, T[]> {
  const groups = new Map<PodKey, T[]>();
  for (const item of sortBy(items, ({ name }) => name)) {
    const group = groups.get(item.pod);
    if (group === undefined) groups.set(item.pod, [item]);
    else group.push(item);
  }
  return groups;
}

/** What a pod builds on. */
export interface PodGround extends TenantGround {
  readonly proxy: ProxyGround;
}

/** One pod's wish and reality side by side: all that a decision about it needs. */
export interface PodSituation {
  readonly pod: DesiredPod;
  readonly target: PodTarget;
  readonly adapter: AgentAdapter;
  readonly instance: string;
  readonly uid: string;
  readonly port: number;
  readonly address: string;
  readonly record: PodRecord | undefined;
  /** The container of the generation that was last committed. */
  readonly live: ObservedContainer | undefined;
  /** A newer generation that an interrupted pass made and that is just what is wanted. */
  readonly candidate: ObservedContainer | undefined;
  /** Containers of any other generation. */
  readonly leftovers: readonly ObservedContainer[];
  readonly volumes: readonly ObservedVolume[];
  readonly nextGeneration: number;
  readonly ground: PodGround;
  /** Id of the wanted image, when it is present. */
  readonly imageId: string | undefined;
  /** What was seen of a process that runs and does not answer. */
  readonly hung: string | undefined;
  /** Somebody else sees when it becomes ready. */
  readonly watched: boolean;
  /** For a gateway that does not run what its file says. */
  readonly cure: ConfigCure | undefined;
  readonly owners: OwnerRules;
  /** What a write puts there: the manifest's, with what the agent may keep of its own. */
  readonly files: readonly ConfigFile[];
  /** RFC 3339 UTC. */
  readonly now: string;
}

export function situationOf(
  pod: DesiredPod,
  index: ObservedIndex,
  allocation: Allocation,
  ground: PodGround,
  { instance, proxy, hung, watched, putBack, cures, now }: PlanOptions,
): PodSituation | undefined {
  const lease = allocation.pods.get(pod.key);
  if (lease === undefined) return undefined;
  const adapter = adapterFor(pod.agent);
  const record = index.records.get(pod.key);
  const target = buildTarget(
    pod,
    {
      uid: lease.uid,
      port: lease.port,
      address: lease.address,
      network: networkName(instance, pod.tenant),
      proxyAddress: proxyAddress(ground.subnet),
      proxy,
      door: doorUrl(proxy, allocation.proxy?.front),
      tokenFingerprint: `v${record?.tokenVersion ?? 1}`,
    },
    adapter,
  );
  const containers = index.containers.get(pod.key) ?? [];
  const volumes = index.volumes.get(pod.key) ?? [];
  const imageId = index.state.images[target.spec.image];
  const live = liveContainer(containers, record);
  const cure = cures?.get(pod.key);
  const back = cure?.kind === 'put-back' ? cure.paths : putBack?.get(pod.key);
  const owners = ownersOf(pod.spec.configOwnership, adapter, back);
  const candidate = containers.find(
    (item) => item !== live && isCandidate(item, record, target, ground, imageId),
  );
  return {
    pod,
    target,
    adapter,
    instance,
    ...lease,
    record,
    live,
    candidate,
    leftovers: containers.filter((item) => item !== live && item !== candidate),
    volumes,
    nextGeneration:
      1 + Math.max(record?.generation ?? 0, ...generations(containers), ...generations(volumes)),
    ground,
    imageId,
    hung: hung?.get(pod.key),
    watched: watched?.has(pod.key) === true,
    cure,
    owners,
    files: filesToWrite({ record, live, owners }, target.files),
    now,
  };
}

export function ownersOf(
  ownership: ConfigOwnership | undefined,
  { configNature }: AgentAdapter,
  putBack: readonly string[] = [],
): OwnerRules {
  return configNature === undefined ? GIT_OWNS_ALL : ownerRules(ownership, configNature, putBack);
}

export function filesToWrite(
  { record, live, owners }: Pick<PodSituation, 'record' | 'live' | 'owners'>,
  wanted: readonly ConfigFile[],
): readonly ConfigFile[] {
  const found = live?.detail?.configFiles;
  return keptFiles({ applied: record?.applied?.files ?? wanted, wanted, found }, owners);
}

function generations(items: readonly { readonly generation: number }[]): number[] {
  return items.map((item) => item.generation);
}

/** Without a record (a lost database) the newest container that is up is taken for the live one. */
export function liveContainer(
  containers: readonly ObservedContainer[],
  record: PodRecord | undefined,
): ObservedContainer | undefined {
  if (record !== undefined) return containers.find((item) => item.generation === record.generation);
  const newestFirst = [...containers].sort((a, b) => b.generation - a.generation);
  return newestFirst.find((item) => item.state === 'running') ?? newestFirst[0];
}

function isCandidate(
  container: ObservedContainer,
  record: PodRecord | undefined,
  target: PodTarget,
  ground: PodGround,
  imageId: string | undefined,
): boolean {
  return (
    record !== undefined &&
    container.generation > record.generation &&
    container.uid === record.uid &&
    container.specHash === target.specHash &&
    container.contentHash === target.contentHash &&
    container.imageId === imageId &&
    container.state !== 'dead' &&
    container.state !== 'removing' &&
    !ground.networkIsNew
  );
}

/** Names that this pod will need and somebody else has; in words. */
export function nameClash(situation: PodSituation, index: ObservedIndex): string | undefined {
  const { instance, pod, nextGeneration } = situation;
  const wanted = [
    `container ${containerName(instance, pod.key, nextGeneration)}`,
    `volume ${volumeName(instance, pod.key, 'state', 0)}`,
    `volume ${volumeName(instance, pod.key, 'config', nextGeneration)}`,
    `volume ${volumeName(instance, pod.key, 'secrets', nextGeneration)}`,
  ];
  const clash = wanted.find((name) => index.foreign.has(name));
  return clash === undefined
    ? undefined
    : `${clash} belongs to ${index.foreign.get(clash)}, not to this AgentPod; remove or rename it`;
}
