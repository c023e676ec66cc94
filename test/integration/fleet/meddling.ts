import type Docker from 'dockerode';
import { networkName } from '../../../src/core/desired/names.ts';
import { type PodKey, splitPodKey } from '../../../src/core/model/resource.ts';
import type { Fleet } from './fleet.ts';

/** One way in which hands leave a pod other than it was applied. */
export interface Meddling {
  /** What `diff` must show as drift of this pod. */
  readonly path: string;
  meddle(fleet: Fleet, pod: PodKey): Promise<void>;
}

const MIB = 1024 ** 2;

export function strayNetwork(fleet: Fleet): string {
  return `${fleet.instance}-stray`;
}

export function strayImage(fleet: Fleet): string {
  return `agentpod/fleet-test:${fleet.instance}`;
}

/** By the name of the pod that it happens to. */
export const MEDDLINGS: Readonly<Record<string, Meddling>> = {
  removed: {
    path: 'container',
    meddle: async ({ engine }, pod) => (await engine.handle(pod)).remove({ force: true }),
  },
  stopped: {
    path: 'container.state',
    meddle: async ({ engine }, pod) => (await engine.handle(pod)).stop(),
  },
  paused: {
    path: 'container.state',
    meddle: async ({ engine }, pod) => (await engine.handle(pod)).pause(),
  },
  'other-env': {
    path: 'container.env.EXTRA',
    meddle: ({ engine }, pod) =>
      recreate(engine.docker, engine.handle(pod), (body) => {
        body.Env = [...(body.Env ?? []), 'EXTRA=1'];
      }),
  },
  'other-label': {
    path: 'container.labels."traefik.enable"',
    meddle: ({ engine }, pod) =>
      recreate(engine.docker, engine.handle(pod), (body) => {
        body.Labels = { ...body.Labels, 'traefik.enable': 'false' };
      }),
  },
  'other-hash': {
    path: 'container.specHash',
    meddle: ({ engine }, pod) =>
      recreate(engine.docker, engine.handle(pod), (body) => {
        body.Labels = { ...body.Labels, 'dev.agentpod.spec-hash': 'v1-0' };
      }),
  },
  'other-image': {
    path: 'container.image',
    meddle: async (fleet, pod) => {
      const [repo, tag] = strayImage(fleet).split(':');
      await (await fleet.engine.handle(pod)).commit({ repo, tag });
      await recreate(fleet.engine.docker, fleet.engine.handle(pod), (body) => {
        body.Image = strayImage(fleet);
      });
    },
  },
  privileged: {
    path: 'container.hardened',
    meddle: ({ engine }, pod) =>
      recreate(engine.docker, engine.handle(pod), ({ HostConfig }) => {
        Object.assign(HostConfig ?? {}, { CapAdd: ['NET_ADMIN'] });
      }),
  },
  'more-memory': {
    path: 'container.resources.memoryBytes',
    meddle: async ({ engine }, pod) =>
      (await engine.handle(pod)).update({ Memory: 96 * MIB, MemorySwap: 96 * MIB }),
  },
  'fewer-cpus': {
    path: 'container.resources.cpus',
    meddle: async ({ engine }, pod) => (await engine.handle(pod)).update({ NanoCpus: 250_000_000 }),
  },
  disconnected: {
    path: 'container.networks',
    meddle: async ({ engine, instance }, pod) => {
      const network = engine.docker.getNetwork(networkOf(instance, pod));
      await network.disconnect({ Container: (await engine.container(pod)).Id });
    },
  },
  'in-two-networks': {
    path: 'container.networks',
    meddle: async (fleet, pod) => {
      const { engine } = fleet;
      const network = await engine.docker.createNetwork({ Name: strayNetwork(fleet) });
      await network.connect({ Container: (await engine.container(pod)).Id });
    },
  },
  'without-secrets': {
    path: 'container',
    meddle: async ({ engine }, pod) => {
      const { Mounts } = await engine.container(pod);
      await (await engine.handle(pod)).remove({ force: true });
      const secrets = Mounts.find(({ Destination }) => Destination.startsWith('/run/agentpod'));
      await engine.docker.getVolume(secrets?.Name ?? '').remove();
    },
  },
};

/** Takes a tenant's network away, under a pod that runs on it. */
export async function removeNetwork({ engine, instance }: Fleet, pod: PodKey): Promise<void> {
  const network = engine.docker.getNetwork(networkOf(instance, pod));
  await network.disconnect({ Container: (await engine.container(pod)).Id, Force: true });
  await network.remove();
}

function networkOf(instance: string, pod: PodKey): string {
  return networkName(instance, splitPodKey(pod).tenant);
}

/** As with `docker rm` and `docker run`: the same name and labels, but for one change. */
async function recreate(
  docker: Docker,
  handle: Promise<Docker.Container>,
  change: (body: Docker.ContainerCreateOptions) => void,
): Promise<void> {
  const container = await handle;
  const { Name, Config, HostConfig } = await container.inspect();
  const body: Docker.ContainerCreateOptions = {
    ...Config,
    name: Name.slice(1),
    HostConfig: { ...HostConfig },
  };
  change(body);
  await container.remove({ force: true });
  await (await docker.createContainer(body)).start();
}
