import type { ContainerSpec, PortBinding } from '../../core/model/container.ts';
import { splitPodKey } from '../../core/model/resource.ts';
import type { CreateContainerRequest, NetworkRequest } from '../../ports/container-runtime.ts';
import { DECLARED_LABEL, declare } from './declared.ts';

const NANO = 1_000_000_000;

/** Log files must not fill the disk of a host with fifty chatty pods. */
export const LOG_CONFIG = {
  Type: 'json-file',
  Config: { 'max-size': '10m', 'max-file': '3' },
} as const;

/** What no container of ours ever needs. */
export const HARDENING = {
  Init: true,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  Privileged: false,
} as const;

/** The body of `POST /containers/create` for a pod. */
export function toCreateBody(request: CreateContainerRequest): object {
  const { spec } = request;
  return {
    Image: spec.image,
    Hostname: splitPodKey(request.pod).pod,
    ...(spec.entrypoint.length > 0 ? { Entrypoint: spec.entrypoint } : {}),
    ...(spec.command.length > 0 ? { Cmd: spec.command } : {}),
    ...(spec.user ? { User: spec.user } : {}),
    ...(spec.workingDir ? { WorkingDir: spec.workingDir } : {}),
    Env: toEnv(spec.env),
    Labels: {
      ...spec.labels,
      ...request.labels,
      [DECLARED_LABEL]: declare(spec, request.volumes),
    },
    StopTimeout: spec.stopGraceSeconds,
    ExposedPorts: toExposedPorts(spec.publish),
    HostConfig: toHostConfig(request),
    NetworkingConfig: {
      EndpointsConfig: { [spec.network]: { IPAMConfig: { IPv4Address: spec.address } } },
    },
  };
}

function toHostConfig({ spec, volumes }: CreateContainerRequest): object {
  return {
    ...toCommonHostConfig(spec),
    ReadonlyRootfs: spec.readOnlyRootfs,
    Mounts: spec.mounts.map((mount) => toVolumeMount({ ...mount, volume: volumes[mount.role] })),
  };
}

/** What a pod's container and one of the proxy's have in common. */
export function toCommonHostConfig(
  spec: Pick<ContainerSpec, 'network' | 'resources' | 'tmpfs' | 'publish'>,
): object {
  return {
    ...HARDENING,
    NetworkMode: spec.network,
    RestartPolicy: { Name: 'unless-stopped' },
    LogConfig: LOG_CONFIG,
    PidsLimit: spec.resources.pids,
    Memory: spec.resources.memoryBytes,
    // Equal to Memory: no swap, so that the limit is the limit.
    MemorySwap: spec.resources.memoryBytes,
    NanoCpus: Math.round(spec.resources.cpus * NANO),
    Tmpfs: spec.tmpfs,
    PortBindings: toPortBindings(spec.publish),
  };
}

interface Mounted {
  readonly volume: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
}

export function toVolumeMount({ volume, target, readOnly }: Mounted): object {
  return {
    Type: 'volume',
    Source: volume,
    Target: target,
    ReadOnly: readOnly,
    // An image's own files at that path must not leak into the volume.
    VolumeOptions: { NoCopy: true },
  };
}

export function toEnv(env: ContainerSpec['env']): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

export function toExposedPorts(publish: readonly PortBinding[]): Record<string, object> {
  return Object.fromEntries(publish.map(({ containerPort }) => [portKey(containerPort), {}]));
}

function toPortBindings(publish: readonly PortBinding[]): Record<string, object[]> {
  const bindings: Record<string, object[]> = {};
  for (const { hostIp, hostPort, containerPort } of publish) {
    const key = portKey(containerPort);
    bindings[key] = [...(bindings[key] ?? []), { HostIp: hostIp, HostPort: String(hostPort) }];
  }
  return bindings;
}

function portKey(containerPort: number): string {
  return `${containerPort}/tcp`;
}

export function cpusFromEngine(nanoCpus: number): number {
  return nanoCpus / NANO;
}

export const BRIDGE_OPTION = 'com.docker.network.bridge.name';

/** The body of `POST /networks/create`. */
export function toNetworkBody(request: NetworkRequest): object {
  return {
    Name: request.name,
    Driver: 'bridge',
    // The rules about who may reach what know IPv4 only.
    EnableIPv6: false,
    ...(request.bridge === undefined ? {} : { Options: { [BRIDGE_OPTION]: request.bridge } }),
    // Engines before 25 make a second network of the same name unless told not to.
    CheckDuplicate: true,
    Labels: request.labels,
    ...(request.internal ? { Internal: true } : {}),
    IPAM: {
      Driver: 'default',
      Config: [
        {
          Subnet: request.subnet,
          Gateway: request.gateway,
          ...(request.ipRange === undefined ? {} : { IPRange: request.ipRange }),
        },
      ],
    },
  };
}
