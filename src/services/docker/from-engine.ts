import { LABEL, podKeyFromLabels } from '../../core/desired/names.ts';
import type { PortBinding, VolumeRole } from '../../core/model/container.ts';
import type {
  ContainerState,
  ForeignObject,
  ObservedContainer,
  ObservedNetwork,
  ObservedVolume,
} from '../../core/model/observed.ts';
import type { RawLabels, RawListedContainer, RawNetwork, RawVolume } from './engine-types.ts';
import { HELPER_LABEL } from './helper-container.ts';
import { networkNames } from './observed-spec.ts';
import { BRIDGE_OPTION } from './to-engine.ts';

/** Maps what the Engine lists to our words. Nothing here asks the Engine anything. */
export function isOurs(labels: RawLabels, instance: string): boolean {
  return labels?.[LABEL.managed] === 'true' && labels[LABEL.instance] === instance;
}

export function listedName(raw: RawListedContainer): string {
  return raw.Names?.[0]?.replace(/^\//, '') ?? raw.Id;
}

/** Undefined for a container of ours that is no pod: a helper that a crash left behind. */
export function toObservedContainer(raw: RawListedContainer): ObservedContainer | undefined {
  const labels = raw.Labels ?? {};
  const pod = podKeyFromLabels(labels);
  if (pod === undefined || labels[HELPER_LABEL] !== undefined) return undefined;
  return {
    id: raw.Id,
    name: listedName(raw),
    pod,
    uid: labels[LABEL.uid] ?? '',
    generation: toGeneration(labels),
    state: raw.State as ContainerState,
    specHash: labels[LABEL.specHash] ?? '',
    contentHash: labels[LABEL.contentHash] ?? '',
    imageRef: raw.Image,
    imageId: raw.ImageID,
    labels,
    networks: networkNames(raw.NetworkSettings?.Networks),
    addresses: addressesOf(raw),
    publish: publishedPorts(raw),
  };
}

/** Sorted; of a container that runs. */
export function addressesOf(raw: RawListedContainer): string[] {
  const endpoints = Object.values(raw.NetworkSettings?.Networks ?? {});
  return endpoints.flatMap(({ IPAddress }) => IPAddress || []).sort();
}

/** Sorted as in the detailed spec: by container port, then host port. */
export function publishedPorts(raw: RawListedContainer): PortBinding[] {
  const ports: PortBinding[] = [];
  for (const { IP, PrivatePort, PublicPort, Type } of raw.Ports ?? []) {
    if (PublicPort === undefined || Type !== 'tcp') continue;
    ports.push({ hostIp: IP ?? '0.0.0.0', hostPort: PublicPort, containerPort: PrivatePort });
  }
  return ports.sort((a, b) => a.containerPort - b.containerPort || a.hostPort - b.hostPort);
}

/** Undefined for a network of ours that is no tenant's. */
export function toObservedNetwork(raw: RawNetwork): ObservedNetwork | undefined {
  const tenant = raw.Labels?.[LABEL.tenant];
  const subnet = subnetsOf(raw)[0];
  if (tenant === undefined || subnet === undefined) return undefined;
  // The Engine's own name for one that was made without a wish.
  const bridge = raw.Options?.[BRIDGE_OPTION] ?? `br-${raw.Id.slice(0, 12)}`;
  return { name: raw.Name, id: raw.Id, tenant, subnet, bridge };
}

/** IPv4 only: that is what the pool leases. */
export function subnetsOf(raw: RawNetwork): string[] {
  const configs = raw.IPAM?.Config ?? [];
  return configs.flatMap(({ Subnet }) => (Subnet && !Subnet.includes(':') ? [Subnet] : []));
}

const ROLES: readonly string[] = ['state', 'config', 'secrets'] satisfies VolumeRole[];

/** Undefined for a volume of ours that is no pod's. */
export function toObservedVolume(raw: RawVolume): ObservedVolume | undefined {
  const labels = raw.Labels ?? {};
  const pod = podKeyFromLabels(labels);
  const role = labels[LABEL.role];
  if (pod === undefined || role === undefined || !ROLES.includes(role)) return undefined;
  return {
    name: raw.Name,
    pod,
    uid: labels[LABEL.uid] ?? '',
    role: role as VolumeRole,
    generation: role === 'state' ? 0 : toGeneration(labels),
  };
}

export function toForeign(
  kind: ForeignObject['kind'],
  name: string,
  labels: RawLabels,
  otherwise: string,
): ForeignObject {
  return { kind, name, owner: ownerOf(labels, otherwise) };
}

/** Who has an object, in words. */
export function ownerOf(labels: RawLabels, otherwise: string): string {
  const instance = labels?.[LABEL.instance];
  if (labels?.[LABEL.managed] === 'true' && instance) return `AgentPod instance "${instance}"`;
  const project = labels?.['com.docker.compose.project'];
  return project ? `Compose project "${project}", ${otherwise}` : otherwise;
}

function toGeneration(labels: Readonly<Record<string, string>>): number {
  const generation = Number(labels[LABEL.generation]);
  return Number.isInteger(generation) ? generation : 0;
}
