import { createServer, type Server } from 'node:net';
import Docker from 'dockerode';
import { LABEL } from '../../src/core/desired/names.ts';
import { createDockerRuntime } from '../../src/services/docker/runtime.ts';
import type { RuntimeWorld } from './runtime-world.ts';

/** Built by scripts/small-image.sh. */
export const STUB_IMAGE = 'agentpod/stub-agent:1';

/** Why the Engine cannot be tested on here; undefined when it can. */
export async function whyNoEngine(): Promise<string | undefined> {
  try {
    await new Docker().getImage(STUB_IMAGE).inspect();
    return undefined;
  } catch (error) {
    return `no Engine with ${STUB_IMAGE} (run scripts/small-image.sh): ${(error as Error).message}`;
  }
}

/** A world on the machine's Engine under an instance of its own, removed with all that it made. */
export async function makeDockerWorld(): Promise<RuntimeWorld> {
  const docker = new Docker();
  const random = Math.floor(Math.random() * 0xff_ff);
  const instance = `contract-${random.toString(36)}`;
  // Below what Linux hands out to outgoing connections.
  const first = 28_000 + (random % 90) * 10;
  const servers: Server[] = [];
  const foreign: string[] = [];
  return {
    runtime: createDockerRuntime(),
    instance,
    image: STUB_IMAGE,
    ports: { first, last: first + 9 },
    octet: random % 250,
    async occupyPort(port) {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      servers.push(server);
    },
    async makeForeign(name) {
      foreign.push(name);
      await docker.createVolume({ Name: name });
      await docker.createContainer({ name, Image: STUB_IMAGE });
    },
    async cleanUp() {
      for (const server of servers) server.close();
      await removeLabelled(docker, instance);
      for (const name of foreign) {
        await docker.getContainer(name).remove({ force: true });
        await docker.getVolume(name).remove();
      }
    },
  };
}

async function removeLabelled(docker: Docker, instance: string): Promise<void> {
  const filters = { label: [`${LABEL.instance}=${instance}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker.getContainer(Id).remove({ force: true, v: true });
  }
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
  const { Volumes } = await docker.listVolumes({ filters });
  for (const { Name } of Volumes ?? []) await docker.getVolume(Name).remove();
}
