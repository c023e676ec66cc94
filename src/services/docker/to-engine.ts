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
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: {
      ...spec.labels,
      ...request.labels,
      [DECLARED_LABEL]: declare(spec, request.volumes),
    },
    StopTimeout: spec.stopGraceSeconds,
    ExposedPorts: Object.fromEntries(spec.publish.map((port) => [portKey(port.containerPort), {}])),
    HostConfig: toHostConfig(request),
    NetworkingConfig: {
      EndpointsConfig: { [spec.network]: { IPAMConfig: { IPv4Address: spec.address } } },
    },
  };
}

function toHostConfig({ spec, volumes }: CreateContainerRequest): object {
  return {
    ...HARDENING,
    NetworkMode: spec.network,
    ReadonlyRootfs: spec.readOnlyRootfs,
    RestartPolicy: { Name: 'unless-stopped' },
    LogConfig: LOG_CONFIG,
    PidsLimit: spec.resources.pids,
    Memory: spec.resources.memoryBytes,
    // Equal to Memory: no swap, so that the limit is the limit.
    MemorySwap: spec.resources.memoryBytes,
    NanoCpus: Math.round(spec.resources.cpus * NANO),
    Tmpfs: spec.tmpfs,
    PortBindings: toPortBindings(spec.publish),
    Mounts: spec.mounts.map((mount) => ({
      Type: 'volume',
      Source: volumes[mount.role],
      Target: mount.target,
      ReadOnly: mount.readOnly,
      // An image's own files at that path must not leak into the volume.
      VolumeOptions: { NoCopy: true },
    })),
  };
}

type Binding = CreateContainerRequest['spec']['publish'][number];

export function toPortBindings(publish: readonly Binding[]): Record<string, object[]> {
  const bindings: Record<string, object[]> = {};
  for (const { hostIp, hostPort, containerPort } of publish) {
    const key = portKey(containerPort);
    bindings[key] = [...(bindings[key] ?? []), { HostIp: hostIp, HostPort: String(hostPort) }];
  }
  return bindings;
}

export function portKey(containerPort: number): string {
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
