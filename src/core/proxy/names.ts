import { namePrefix } from '../desired/names.ts';
import type { ProxyRole } from '../model/proxy.ts';
import type { PodKey } from '../model/resource.ts';

/** Names of what the proxy is made of. No tenant can have them: an underscore follows the prefix's. */
export function proxyContainerName(instance: string, role: ProxyRole): string {
  return `${namePrefix(instance)}__${role}`;
}

/** `front`: where the entry points are published. `socket`: between the proxy and the filter alone. */
export function proxyNetworkName(instance: string, part: 'front' | 'socket'): string {
  return `${namePrefix(instance)}__${part}`;
}

export type ProxyVolume = 'routes' | 'certificates' | 'socket-filter';

export function proxyVolumeName(instance: string, part: ProxyVolume): string {
  return `${namePrefix(instance)}__${part}`;
}

/** Of the file that holds one pod's routes. */
export function routeFileName(pod: PodKey): string {
  return `${pod.replace('/', '_')}.yml`;
}

/**
 * Of a pod's service, routers and middlewares in Traefik. Names are shared by all that Traefik reads,
 * so the instance is in it; a dot would end the name within a label's key.
 */
export function routeName(network: string, pod: string): string {
  return `${network}_${pod}`.replaceAll('.', '-');
}
