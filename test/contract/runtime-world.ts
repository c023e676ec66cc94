import {
  containerName,
  LABEL,
  networkName,
  ownerLabels,
  podLabels,
  tenantLabels,
  volumeName,
} from '../../src/core/desired/names.ts';
import type { ContainerSpec, VolumeRole } from '../../src/core/model/container.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import type {
  ContainerRuntime,
  CreateContainerRequest,
  ExpectedConfig,
  NetworkRequest,
  RuntimeSnapshot,
  VolumeRequest,
} from '../../src/ports/container-runtime.ts';

/** An Engine to test on, with what a test needs beside the port itself. */
export interface RuntimeWorld {
  readonly runtime: ContainerRuntime;
  readonly instance: string;
  /** Runs as a plain web server on $PORT; has a shell. */
  readonly image: string;
  /** Inclusive; ports that nothing else uses. */
  readonly ports: { readonly first: number; readonly last: number };
  /** Third octet of this world's networks, 10.213.N.0/24. */
  readonly octet: number;
  /** Something that is not AgentPod listens on this host port until the end of the test. */
  occupyPort(port: number): Promise<void>;
  /** A stopped container and a volume of this name, made by somebody else. */
  makeForeign(name: string): Promise<void>;
  /** Removes all that was made, also after a failure. */
  cleanUp(): Promise<void>;
}

export const POD: PodKey = 'acme/agent';

/** Requests as the engine makes them, for one pod of one tenant. */
export function requestsFor(world: RuntimeWorld, pod: PodKey = POD) {
  const { instance } = world;
  const network = networkName(instance, 'acme');
  const volumeOf = (role: VolumeRole): string => volumeName(instance, pod, role, 1);
  const labels = podLabels({ instance, pod, uid: 'uid-1', generation: 1 });
  return {
    network: (index = 0): NetworkRequest => ({
      name: index === 0 ? network : networkName(instance, `tenant${index}`),
      subnet: `10.213.${world.octet}.${index * 16}/28`,
      ipRange: `10.213.${world.octet}.${index * 16 + 8}/29`,
      gateway: `10.213.${world.octet}.${index * 16 + 1}`,
      bridge: `ct-${world.octet}-${index}`,
      labels: tenantLabels(instance, 'acme'),
    }),
    volume: (role: VolumeRole): VolumeRequest => ({
      name: volumeOf(role),
      labels: { ...labels, [LABEL.role]: role },
    }),
    container: (changes: Partial<ContainerSpec> = {}, generation = 1): CreateContainerRequest => ({
      name: containerName(instance, pod, generation),
      pod,
      spec: { ...aSpec(world, network), ...changes },
      labels: {
        ...podLabels({ instance, pod, uid: 'uid-1', generation }),
        [LABEL.specHash]: 'v1-spec',
        [LABEL.contentHash]: 'v1-content',
      },
      volumes: {
        state: volumeOf('state'),
        config: volumeOf('config'),
        secrets: volumeOf('secrets'),
      },
    }),
    helper: { helper: `${containerName(instance, pod, 1)}_fill`, labels: ownerLabels(instance) },
  };
}

/** Every field set, some as the image has them already: those are the ones that get lost. */
function aSpec(world: RuntimeWorld, network: string): ContainerSpec {
  return {
    image: world.image,
    entrypoint: [],
    command: ['stub-agent'],
    user: '1000:1000',
    workingDir: '/app',
    env: { PORT: '18789', PATH: '/bin', GREETING: 'grüß dich = "x"' },
    labels: { 'traefik.enable': 'true', 'example.com/owner': 'sales' },
    network,
    address: `10.213.${world.octet}.8`,
    publish: [{ hostIp: '127.0.0.1', hostPort: world.ports.first, containerPort: 18789 }],
    mounts: [
      { role: 'state', target: '/state', readOnly: false },
      { role: 'config', target: '/config', readOnly: true },
      { role: 'secrets', target: '/run/agentpod/secrets', readOnly: true },
    ],
    tmpfs: { '/tmp': 'rw,mode=1777', '/home/node/.cache': 'rw,uid=1000,gid=1000,mode=0700' },
    resources: { cpus: 0.5, memoryBytes: 64 * 1024 * 1024, pids: 64 },
    readOnlyRootfs: true,
    stopGraceSeconds: 7,
  };
}

/** Network and volumes, and the pod's container, not started. */
export async function makePod(
  world: RuntimeWorld,
  changes: Partial<ContainerSpec> = {},
): Promise<CreateContainerRequest> {
  const requests = requestsFor(world);
  const request = requests.container(changes);
  await world.runtime.createNetwork(requests.network());
  for (const role of ['state', 'config', 'secrets'] as const) {
    await world.runtime.createVolume(requests.volume(role));
  }
  await world.runtime.createContainer(request);
  return request;
}

export function look(
  world: RuntimeWorld,
  detail = false,
  expected: ReadonlyMap<PodKey, ExpectedConfig> = new Map(),
): Promise<RuntimeSnapshot> {
  const { instance, image, ports } = world;
  const images = [image, 'no/such:image'];
  return world.runtime.observe({ instance, detail, images, ports, expected });
}

export function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
