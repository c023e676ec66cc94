import type { CreateProxyContainerRequest } from '../../ports/container-runtime.ts';
import type { Engine } from './engine.ts';
import { HARDENING, LOG_CONFIG, portKey, toPortBindings } from './to-engine.ts';
import { assertVolumes } from './volumes.ts';

const NANO = 1_000_000_000;
const ENGINE_SOCKET = '/var/run/docker.sock';

/** Creates one of the containers that stand between the world and the pods. */
export async function createProxyContainer(
  engine: Engine,
  request: CreateProxyContainerRequest,
): Promise<void> {
  await assertVolumes(
    engine,
    request.spec.mounts.map(({ volume }) => volume),
  );
  await engine.json({
    method: 'POST',
    path: '/containers/create',
    query: { name: request.name },
    body: toBody(request),
    doing: `creating container ${request.name}`,
  });
}

function toBody({ spec, labels }: CreateProxyContainerRequest): object {
  return {
    Image: spec.image,
    Hostname: spec.alias,
    Cmd: spec.command,
    User: spec.user,
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: labels,
    StopTimeout: spec.stopGraceSeconds,
    ExposedPorts: Object.fromEntries(
      spec.publish.map(({ containerPort }) => [portKey(containerPort), {}]),
    ),
    HostConfig: toHostConfig(spec),
    NetworkingConfig: { EndpointsConfig: { [spec.network]: { Aliases: [spec.alias] } } },
  };
}

function toHostConfig(spec: CreateProxyContainerRequest['spec']): object {
  const socket = { Type: 'bind', Source: ENGINE_SOCKET, Target: ENGINE_SOCKET, ReadOnly: true };
  const volumes = spec.mounts.map(({ volume, target, readOnly }) => ({
    Type: 'volume',
    Source: volume,
    Target: target,
    ReadOnly: readOnly,
    VolumeOptions: { NoCopy: true },
  }));
  return {
    ...HARDENING,
    NetworkMode: spec.network,
    ReadonlyRootfs: true,
    RestartPolicy: { Name: 'unless-stopped' },
    LogConfig: LOG_CONFIG,
    PidsLimit: spec.resources.pids,
    Memory: spec.resources.memoryBytes,
    MemorySwap: spec.resources.memoryBytes,
    NanoCpus: Math.round(spec.resources.cpus * NANO),
    Tmpfs: spec.tmpfs,
    PortBindings: toPortBindings(spec.publish),
    // It is on every tenant's network and must never carry a packet from one to the next.
    Sysctls: { 'net.ipv4.ip_forward': '0' },
    Mounts: spec.engineSocket ? [...volumes, socket] : volumes,
  };
}
