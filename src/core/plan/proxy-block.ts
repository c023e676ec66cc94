import type { ObservedState } from '../model/observed.ts';
import type { ProxySettings } from '../model/proxy.ts';
import { proxyContainerName } from '../proxy/names.ts';
import type { Allocation } from './allocate.ts';
import type { PlanOptions } from './options.ts';
import { containerNamed, proxyNames, routingContainer } from './proxy-situation.ts';

/** What keeps the proxy from being as it should, in words; undefined when nothing does. */
export function proxyBlock(
  observed: ObservedState,
  { proxy, instance }: PlanOptions,
  allocation: Allocation,
): string | undefined {
  const foreign = observed.foreign.find(({ kind, name }) => isProxys(kind, name, instance, proxy));
  if (foreign !== undefined) {
    return `${foreign.kind} ${foreign.name} belongs to ${foreign.owner}, not to this AgentPod; remove or rename it`;
  }
  const container = routingContainer(instance, proxy);
  if (proxy.mode === 'external') {
    return containerNamed(observed, container) === undefined
      ? `there is no container ${container}, which AGENTPOD_PROXY names as the reverse proxy; start it, or set AGENTPOD_PROXY=managed`
      : undefined;
  }
  if (allocation.proxy === undefined) {
    return 'no free subnet left for the reverse proxy; set AGENTPOD_SUBNET_POOL to a larger range';
  }
  return undefined;
}

/** Whether that is a name of something that the plan may have to make. */
function isProxys(kind: string, name: string, instance: string, { mode }: ProxySettings): boolean {
  const { front, socket, routes, certificates, filterConfig } = proxyNames(instance);
  if (mode === 'external') return kind === 'volume' && name === routes;
  switch (kind) {
    case 'container':
      return PROXY_ROLES.some((role) => name === proxyContainerName(instance, role));
    case 'network':
      return [front, socket].includes(name);
    default:
      return [routes, certificates, filterConfig].includes(name);
  }
}

const PROXY_ROLES = ['traefik', 'socket-filter'] as const;
