import { LABEL } from '../../core/desired/names.ts';
import type { ContainerState } from '../../core/model/observed.ts';
import type { ObservedProxyContainer, ProxyRole } from '../../core/model/proxy.ts';
import type { RawListedContainer, RawNetwork, RawVolume } from './engine-types.ts';
import { listedName, subnetsOf } from './from-engine.ts';

/** What the Engine lists of the reverse proxy, in our words. */

const ROLES: readonly string[] = ['traefik', 'socket-filter'] satisfies ProxyRole[];
const NETWORKS: readonly string[] = ['front', 'socket'];
const VOLUMES: readonly string[] = ['routes', 'certificates', 'socket-filter'];

export function isProxyRole(label: string | undefined): label is ProxyRole {
  return label !== undefined && ROLES.includes(label);
}

/** Undefined for any other container. */
export function toObservedProxyContainer(
  raw: RawListedContainer,
  ours: boolean,
  external: string | undefined,
): ObservedProxyContainer | undefined {
  const name = listedName(raw);
  const label = raw.Labels?.[LABEL.role];
  const role = ours && isProxyRole(label) ? label : undefined;
  if (role === undefined && name !== external) return undefined;
  const networks = Object.entries(raw.NetworkSettings?.Networks ?? {});
  return {
    name,
    role,
    state: raw.State as ContainerState,
    specHash: raw.Labels?.[LABEL.specHash] ?? '',
    imageId: raw.ImageID,
    networks: Object.fromEntries(
      networks.map(([network, { IPAddress, IPAMConfig }]) => [
        network,
        IPAMConfig?.IPv4Address || IPAddress || '',
      ]),
    ),
  };
}

export function toProxyNetwork(
  raw: RawNetwork,
): { readonly name: string; readonly subnet: string } | undefined {
  const [subnet] = subnetsOf(raw);
  const ours = NETWORKS.includes(raw.Labels?.[LABEL.role] ?? '');
  return ours && subnet !== undefined ? { name: raw.Name, subnet } : undefined;
}

export function toProxyVolume(raw: RawVolume): string | undefined {
  return VOLUMES.includes(raw.Labels?.[LABEL.role] ?? '') ? raw.Name : undefined;
}
