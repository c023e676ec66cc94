import type { DesiredState } from '../model/desired.ts';
import type { ObservedState } from '../model/observed.ts';
import type { ObservedProxyContainer, ProxySettings } from '../model/proxy.ts';
import { type PodKey, splitPodKey } from '../model/resource.ts';
import { isLocalHost } from '../proxy/local-host.ts';
import { proxyContainerName, proxyNetworkName, proxyVolumeName } from '../proxy/names.ts';
import { proxyAddress } from '../proxy/proxy-address.ts';
import type { TenantGround } from './tenant-manager.ts';

/** What the reverse proxy should be joined to, and what there is of it. */

/** Name of the container that routes, whoever runs it. */
export function routingContainer(instance: string, settings: ProxySettings): string {
  return settings.mode === 'external'
    ? settings.externalContainer
    : proxyContainerName(instance, 'traefik');
}

export function containerNamed(
  { proxy }: ObservedState,
  name: string,
): ObservedProxyContainer | undefined {
  return proxy.containers.find((item) => item.name === name);
}

export interface Attachment {
  readonly network: string;
  readonly address: string | undefined;
  /** Operations that make the network. */
  readonly after: readonly number[];
  /** One tenant's network must not keep the proxy from all others. */
  readonly bestEffort: boolean;
}

interface Tenancy {
  /** Of the tenants in sight. */
  readonly grounds: ReadonlyMap<string, TenantGround>;
  readonly leaving: ReadonlySet<PodKey>;
}

/**
 * Networks of the tenants that have something to be routed to, sorted by name; empty when none in sight
 * has. A new proxy has to join those of all others as well, as with one file per customer.
 */
export function tenantAttachments(
  desired: DesiredState,
  { records, networks }: ObservedState,
  { grounds, leaving }: Tenancy,
): Attachment[] {
  const routed = new Set(
    desired.pods.filter((pod) => pod.hosts.length > 0).map((pod) => pod.tenant),
  );
  const inSight = [...grounds].filter(([tenant]) => routed.has(tenant));
  if (inSight.length === 0) return [];
  const elsewhere = new Set(
    records.pods
      .filter(({ key, applied }) => applied?.route !== undefined && !leaving.has(key))
      .map(({ key }) => splitPodKey(key).tenant),
  );
  const others = networks.filter(({ tenant }) => elsewhere.has(tenant) && !grounds.has(tenant));
  return [
    ...inSight.map(([, { network, subnet, ready }]) => ({ network, subnet, after: ready })),
    ...others.map(({ name, subnet }) => ({ network: name, subnet, after: [] })),
  ]
    .map(({ network, subnet, after }) => ({
      ...{ network, address: proxyAddress(subnet), after },
      bestEffort: true,
    }))
    .sort((a, b) => (a.network < b.network ? -1 : 1));
}

/** Hosts whose certificate only our own authority can sign, sorted. */
export function localHosts(
  desired: DesiredState,
  { records }: ObservedState,
  leaving: ReadonlySet<PodKey>,
): string[] {
  const named = new Set<string>(desired.pods.map((pod) => pod.key));
  const others = records.pods.filter(({ key }) => !named.has(key) && !leaving.has(key));
  const hosts = [
    ...desired.pods.flatMap((pod) => pod.hosts),
    ...others.flatMap(({ applied }) => applied?.hosts ?? []),
  ];
  return [...new Set(hosts.filter(isLocalHost))].sort();
}

export function proxyNames(instance: string) {
  return {
    front: proxyNetworkName(instance, 'front'),
    socket: proxyNetworkName(instance, 'socket'),
    routes: proxyVolumeName(instance, 'routes'),
    certificates: proxyVolumeName(instance, 'certificates'),
    filterConfig: proxyVolumeName(instance, 'socket-filter'),
  } as const;
}
