import type { PodKey } from '../model/resource.ts';
import { ROUTES_DIR } from './traefik-paths.ts';

/**
 * Where a route's user list lies in the routes volume. The fingerprint is in the name, since Traefik
 * reads such a file only when the configuration that names it changes.
 */
export function usersFileName(pod: PodKey, fingerprint: string): string {
  return `${pod.replace('/', '_')}.users-${fingerprint}`;
}

export function usersFilePath(pod: PodKey, fingerprint: string): string {
  return `${ROUTES_DIR}/${usersFileName(pod, fingerprint)}`;
}
