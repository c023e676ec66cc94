import type { RouteCheck } from '../../ports/route-check.ts';
import { awaitProxy } from './await-proxy.ts';

export function createRouteCheck(): RouteCheck {
  return { awaitProxy };
}
