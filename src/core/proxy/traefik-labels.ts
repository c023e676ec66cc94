import type { PodAllocation } from '../model/target.ts';
import { routeName } from './names.ts';

/**
 * Labels by which Traefik finds a pod's service. Routers and middlewares are in a file of the proxy, so
 * that they can change under a running pod; what is here never does.
 */
export function traefikLabels(
  pod: string,
  { network }: Pick<PodAllocation, 'network'>,
  port: number,
): Record<string, string> {
  const service = `traefik.http.services.${routeName(network, pod)}`;
  return {
    'traefik.enable': 'true',
    'traefik.docker.network': network,
    [`${service}.loadbalancer.server.port`]: String(port),
  };
}
