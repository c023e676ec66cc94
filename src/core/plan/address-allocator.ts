import { podAddresses } from '../desired/tenant-network.ts';
import type { ObservedState } from '../model/observed.ts';
import { type PodKey, splitPodKey } from '../model/resource.ts';

/**
 * A fixed address for each pod on its tenant's network, so that rules about it hold before it starts
 * and after each restart. Kept for the pod's life, unless somebody else holds it meanwhile. Pods
 * without a free address, or whose tenant has no subnet, are absent from the answer.
 */
export function allocateAddresses(
  pods: readonly PodKey[],
  observed: ObservedState,
  subnets: ReadonlyMap<string, { readonly subnet: string }>,
): Map<PodKey, string> {
  const leases = leasesOf(observed);
  const busy = new Set(observed.busyAddresses);
  const addresses = new Map<PodKey, string>();
  const ranges = new Map([...subnets].map(([name, { subnet }]) => [name, podAddresses(subnet)]));
  const rangeOf = (pod: PodKey) => ranges.get(splitPodKey(pod).tenant) ?? [];
  for (const pod of pods) {
    const lease = leases.get(pod);
    const keeps = lease !== undefined && rangeOf(pod).includes(lease) && !busy.has(lease);
    if (keeps) addresses.set(pod, lease);
  }
  // Held now by a pod that has no lease on it yet: it lets go only when that pod is replaced.
  const held = observed.containers.flatMap((container) => container.addresses);
  const taken = new Set([...leases.values(), ...busy, ...held]);
  for (const pod of pods) {
    if (addresses.has(pod)) continue;
    const free = rangeOf(pod).find((address) => !taken.has(address));
    if (free === undefined) continue;
    taken.add(free);
    addresses.set(pod, free);
  }
  return addresses;
}

/** Without a record (a lost database) a container still tells which address its pod has. */
function leasesOf({ records, containers }: ObservedState): Map<PodKey, string> {
  const leases = new Map<PodKey, string>();
  for (const { key, address } of records.pods) {
    if (address !== undefined) leases.set(key, address);
  }
  const taken = new Set(leases.values());
  for (const { pod, detail, addresses } of containers) {
    const address = detail?.spec.address || addresses[0];
    if (!address || leases.has(pod) || taken.has(address)) continue;
    leases.set(pod, address);
    taken.add(address);
  }
  return leases;
}
