import type { PodKey } from '../model/resource.ts';

export interface PortRequest {
  /** In the order in which they are served. */
  readonly pods: readonly PodKey[];
  readonly leases: ReadonlyMap<PodKey, number>;
  readonly first: number;
  readonly last: number;
  /** Held by others on the host. */
  readonly busy: ReadonlySet<number>;
  /** Pods whose own container publishes their lease at this moment: busy or not, it is theirs. */
  readonly publishing: ReadonlySet<PodKey>;
}

/**
 * Host ports for pods: a lease is kept for the pod's life, unless somebody else took the port
 * while the pod was down. Pods without a free port are absent from the answer.
 */
export function allocatePorts(request: PortRequest): Map<PodKey, number> {
  const ports = new Map<PodKey, number>();
  for (const pod of request.pods) {
    const lease = request.leases.get(pod);
    if (lease !== undefined && keepsLease(pod, lease, request)) ports.set(pod, lease);
  }
  // Leases of pods that are not asked about stay theirs; nobody gets the port of a stopped pod.
  const taken = new Set([...request.leases.values(), ...request.busy]);
  let next = request.first;
  for (const pod of request.pods) {
    if (ports.has(pod)) continue;
    while (next <= request.last && taken.has(next)) next += 1;
    if (next > request.last) break;
    ports.set(pod, next);
    next += 1;
  }
  return ports;
}

function keepsLease(pod: PodKey, lease: number, request: PortRequest): boolean {
  if (request.publishing.has(pod)) return true;
  return !request.busy.has(lease);
}
