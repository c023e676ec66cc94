import type { DesiredPod } from '../model/desired.ts';
import type { PodAllocation } from '../model/target.ts';
import { compareText } from '../util/sort.ts';

/** Names that the reverse proxy's own configuration has to define. */
const ENTRY_POINT = 'websecure';
const CERT_RESOLVER = 'letsencrypt';

/**
 * Labels by which Traefik finds a pod's route; none for a pod without hosts. No header middleware:
 * Traefik replaces the X-Forwarded-* of every client that it was not told to trust.
 */
export function traefikLabels(
  pod: DesiredPod,
  allocation: PodAllocation,
  port: number,
): Record<string, string> {
  if (pod.hosts.length === 0) return {};
  const name = routeName(pod, allocation);
  const router = `traefik.http.routers.${name}`;
  return {
    'traefik.enable': 'true',
    'traefik.docker.network': allocation.network,
    [`${router}.rule`]: hostRule(pod.hosts),
    [`${router}.entrypoints`]: ENTRY_POINT,
    [`${router}.tls`]: 'true',
    [`${router}.tls.certresolver`]: CERT_RESOLVER,
    [`${router}.service`]: name,
    [`traefik.http.services.${name}.loadbalancer.server.port`]: String(port),
  };
}

/** The network's name holds instance and tenant; a dot would end the name within a label's key. */
function routeName(pod: DesiredPod, allocation: PodAllocation): string {
  return `${allocation.network}_${pod.name}`.replaceAll('.', '-');
}

/** Sorted, so that another order in the manifest changes nothing. */
function hostRule(hosts: readonly string[]): string {
  const sorted = [...new Set(hosts)].sort(compareText);
  return sorted.map((host) => `Host(\`${host}\`)`).join(' || ');
}
