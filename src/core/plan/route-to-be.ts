import type { JsonObject } from '../model/json.ts';
import type { PodTarget } from '../model/target.ts';
import type { ProxyGround } from './proxy-manager.ts';

/** Without a place to write it to, a pod has no route, and gets it once there is one. */
export function routeToBe(
  { route }: Pick<PodTarget, 'route'>,
  { writable }: Pick<ProxyGround, 'writable'>,
): JsonObject | undefined {
  return writable === undefined ? undefined : route;
}
