import type { CreateProxyContainerRequest } from '../../ports/container-runtime.ts';
import type { Engine } from './engine.ts';
import { toCommonHostConfig, toEnv, toExposedPorts, toVolumeMount } from './to-engine.ts';
import { assertVolumes } from './volumes.ts';

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
    Env: toEnv(spec.env),
    Labels: labels,
    StopTimeout: spec.stopGraceSeconds,
    ExposedPorts: toExposedPorts(spec.publish),
    HostConfig: toHostConfig(spec),
    NetworkingConfig: { EndpointsConfig: { [spec.network]: { Aliases: [spec.alias] } } },
  };
}

function toHostConfig(spec: CreateProxyContainerRequest['spec']): object {
  const socket = { Type: 'bind', Source: ENGINE_SOCKET, Target: ENGINE_SOCKET, ReadOnly: true };
  const volumes = spec.mounts.map(toVolumeMount);
  return {
    ...toCommonHostConfig(spec),
    ReadonlyRootfs: true,
    // It is on every tenant's network and must never carry a packet from one to the next.
    Sysctls: { 'net.ipv4.ip_forward': '0' },
    Mounts: spec.engineSocket ? [...volumes, socket] : volumes,
  };
}
