import { adapterFor } from '../agents/registry.ts';
import { buildTarget } from '../desired/build-target.ts';
import { contentHash } from '../desired/hash.ts';
import { networkName } from '../desired/names.ts';
import type { ContainerSpec, ProbeSpec } from '../model/container.ts';
import type { DesiredPod, DesiredState } from '../model/desired.ts';
import { isOpen } from '../model/egress.ts';
import type {
  AppliedPod,
  ContainerDetail,
  ObservedContainer,
  ObservedState,
  TenantRecord,
} from '../model/observed.ts';
import { type PodKey, splitPodKey } from '../model/resource.ts';
import type { PodTarget } from '../model/target.ts';
import { proxyAddress } from '../proxy/proxy-address.ts';
import { sortBy } from '../util/sort.ts';
import { allocate, type PodLease } from './allocate.ts';
import type { PlanOptions } from './options.ts';
import { indexObserved, liveContainer } from './pod-situation.ts';
import { isUp } from './pod-steps.ts';

/** What a database that was lost must have held, as far as the Engine still tells. */
export interface Rebuild {
  readonly tenants: readonly TenantRecord[];
  /** Sorted by key. */
  readonly pods: readonly RebuiltPod[];
}

export interface RebuiltPod {
  readonly key: PodKey;
  readonly uid: string;
  readonly port: number;
  readonly address: string;
  readonly generation: number;
  readonly applied: AppliedPod;
  readonly deletionPolicy: 'retain' | 'delete';
  /** The container that it was read from. */
  readonly container: string;
  readonly up: boolean;
  /** Whether the manifests name it. Without them some of it is a guess: see `fallbackProbe`. */
  readonly declared: boolean;
}

/** By container: fingerprints of the files in its secrets volume. Absent: they cannot be read. */
export type FoundSecrets = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The container of each pod that is not on record; the newest that runs, else the newest. */
export function unknownPods(observed: ObservedState): readonly ObservedContainer[] {
  const { containers, records } = indexObserved(observed);
  const unknown = [...containers].filter(([key]) => records.get(key)?.applied === undefined);
  const live = unknown.flatMap(([, found]) => liveContainer(found, undefined) ?? []);
  return sortBy(live, ({ pod }) => pod);
}

/**
 * Records for what runs and is not known, such that a pass over unchanged manifests has nothing to
 * do. Where manifests and containers differ the containers are right: the difference is then the
 * next plan's to show. Needs a detailed observation; what has no room for a lease is left out.
 */
export function planRebuild(
  desired: DesiredState,
  observed: ObservedState,
  secrets: FoundSecrets,
  options: PlanOptions,
): Rebuild {
  const live = unknownPods(observed);
  const names = [
    ...observed.networks.map(({ tenant }) => tenant),
    ...live.map(({ pod }) => splitPodKey(pod).tenant),
  ];
  const known = new Set(observed.records.tenants.map(({ name }) => name));
  const tenants = [...new Set(names)].sort().map((name) => ({ name }));
  const leases = allocate(
    { tenants, pods: live.map(({ pod }) => ({ key: pod })) },
    observed,
    options,
  );
  const wanted = new Map(desired.pods.map((pod) => [pod.key, pod]));
  const pods = live.flatMap((container) => {
    const lease = leases.pods.get(container.pod);
    const tenant = leases.tenants.get(splitPodKey(container.pod).tenant);
    if (lease === undefined || tenant === undefined) return [];
    const pod = wanted.get(container.pod);
    const target = pod && targetOf(pod, { ...lease, subnet: tenant.subnet }, options);
    return rebuildPod(container, lease, { pod, target, secrets: secrets.get(container.name) });
  });
  return {
    tenants: [...leases.tenants]
      .filter(([name]) => !known.has(name))
      .map(([name, lease]) => ({ name, ...lease })),
    pods,
  };
}

interface Knowledge {
  readonly pod: DesiredPod | undefined;
  readonly target: PodTarget | undefined;
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

function targetOf(
  pod: DesiredPod,
  lease: PodLease & { readonly subnet: string },
  { instance, proxy }: PlanOptions,
): PodTarget {
  const allocation = {
    uid: lease.uid,
    port: lease.port,
    address: lease.address,
    network: networkName(instance, pod.tenant),
    proxyAddress: proxyAddress(lease.subnet),
    proxy,
    // What the proxy was told is not rebuilt.
    door: undefined,
    // Versions are counted anew: only whether they change matters.
    tokenFingerprint: FIRST_TOKEN,
  };
  return buildTarget(pod, allocation, adapterFor(pod.agent));
}

export const FIRST_TOKEN = 'v1';

function rebuildPod(
  container: ObservedContainer,
  lease: PodLease,
  knowledge: Knowledge,
): RebuiltPod[] {
  const { detail, pod: key, name, generation } = container;
  if (detail === undefined) return [];
  const { pod } = knowledge;
  const up = isUp(container);
  return [
    {
      key,
      ...lease,
      generation,
      applied: appliedOf(container, detail, knowledge, up),
      deletionPolicy: pod?.spec.deletionPolicy ?? 'retain',
      container: name,
      up,
      declared: pod !== undefined,
    },
  ];
}

function appliedOf(
  container: ObservedContainer,
  detail: ContainerDetail,
  { pod, target, secrets = {} }: Knowledge,
  up: boolean,
): AppliedPod {
  const files = detail.configFiles ?? target?.files ?? [];
  const same = target?.specHash === container.specHash;
  return {
    spec: same && target !== undefined ? target.spec : specOf(detail),
    specHash: container.specHash,
    contentHash: hashOf(files, secrets),
    files,
    secrets,
    // One that a manifest wants up and that is down has drifted; else somebody meant it.
    suspended: !up && (pod?.suspended ?? true),
    imageId: container.imageId,
    probe: target?.probe ?? fallbackProbe(detail),
    hosts: pod?.hosts ?? [],
    ...(pod === undefined || isOpen(pod.spec.egress) ? {} : { egress: pod.spec.egress }),
  };
}

function hashOf(files: AppliedPod['files'], secrets: AppliedPod['secrets']): string {
  const entries = sortBy(Object.entries(secrets), ([name]) => name);
  return contentHash(
    files,
    entries.map(([name, fingerprint]) => ({ name, fingerprint })),
  );
}

function specOf({ spec }: ContainerDetail): ContainerSpec {
  const { networks, hardened: _hardened, ...rest } = spec;
  return { ...rest, network: networks[0] ?? '' };
}

/** How an agent is asked without its manifest; it serves only the undoing of a change that failed. */
function fallbackProbe({ spec }: ContainerDetail): ProbeSpec {
  return {
    port: spec.publish[0]?.containerPort ?? 0,
    readyPath: '/readyz',
    bootSeconds: 15,
    deadlineSeconds: 120,
  };
}
