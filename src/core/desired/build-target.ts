import type { DesiredPod } from '../model/desired.ts';
import type { AgentAdapter, PodAllocation, PodTarget } from '../model/target.ts';
import { routeFile } from '../proxy/route-file.ts';
import { traefikLabels } from '../proxy/traefik-labels.ts';
import { contentHash, specHash } from './hash.ts';

interface Built {
  readonly adapter: AgentAdapter;
  readonly allocation: PodAllocation;
  readonly target: PodTarget;
}

/** By identity: manifests that did not change give the very same pods, pass after pass. */
const built = new WeakMap<DesiredPod, Built>();

/**
 * Everything that a pod should be under these leases. The same pod with the same leases gives the
 * same object again, so a pass over unchanged pods renders and hashes nothing.
 */
export function buildTarget(
  pod: DesiredPod,
  allocation: PodAllocation,
  adapter: AgentAdapter,
): PodTarget {
  const known = built.get(pod);
  if (known?.adapter === adapter && sameLeases(known.allocation, allocation)) return known.target;
  const target = build(pod, allocation, adapter);
  built.set(pod, { adapter, allocation, target });
  return target;
}

function build(pod: DesiredPod, allocation: PodAllocation, adapter: AgentAdapter): PodTarget {
  const { spec: bare, files, secrets, probe } = adapter.build(pod, allocation);
  const routes = traefikLabels(pod.name, allocation, probe.port);
  const spec = { ...bare, labels: { ...bare.labels, ...routes } };
  return {
    pod,
    spec,
    files,
    secrets,
    probe,
    route: routeFile(pod, allocation.network, {
      mode: allocation.proxy.mode,
      door: allocation.door,
      acme: allocation.proxy.acme,
    }),
    specHash: specHash(spec),
    contentHash: contentHash(files, secrets),
  };
}

function sameLeases(left: PodAllocation, right: PodAllocation): boolean {
  return (
    left.uid === right.uid &&
    left.port === right.port &&
    left.network === right.network &&
    left.address === right.address &&
    left.proxyAddress === right.proxyAddress &&
    left.proxy === right.proxy &&
    left.door === right.door &&
    left.tokenFingerprint === right.tokenFingerprint
  );
}
