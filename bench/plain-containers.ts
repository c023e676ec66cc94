import type Docker from 'dockerode';
import pLimit from 'p-limit';
import { CONCURRENCY, STUB } from './serving.ts';

const LABEL = 'agentpod-bench-plain';
const MIB = 1024 ** 2;

/** Containers like the pods', on a network like theirs, that AgentPod knows nothing of. */
export class PlainContainers {
  readonly #docker: Docker;
  readonly #network: string;
  ids: readonly string[] = [];

  constructor(docker: Docker, name: string) {
    this.#docker = docker;
    this.#network = name;
  }

  async make(count: number, restart: 'always' | 'no'): Promise<void> {
    await this.#docker.createNetwork({ Name: this.#network, Labels: { [LABEL]: this.#network } });
    const limit = pLimit(CONCURRENCY);
    const all = Array.from({ length: count }, () => limit(() => this.#one(restart)));
    this.ids = await Promise.all(all);
  }

  async #one(restart: 'always' | 'no'): Promise<string> {
    const container = await this.#docker.createContainer({
      Image: STUB,
      Labels: { [LABEL]: this.#network },
      ExposedPorts: { '18789/tcp': {} },
      HostConfig: {
        NetworkMode: this.#network,
        RestartPolicy: { Name: restart },
        PortBindings: { '18789/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
        Memory: 32 * MIB,
        NanoCpus: 0.5e9,
        PidsLimit: 64,
      },
    });
    await container.start();
    return container.id;
  }

  async remove(): Promise<void> {
    const filters = { label: [`${LABEL}=${this.#network}`] };
    const listed = await this.#docker.listContainers({ all: true, filters });
    const gone = listed.map(({ Id }) => this.#docker.getContainer(Id).remove({ force: true }));
    await Promise.all(gone);
    const networks = await this.#docker.listNetworks({ filters });
    await Promise.all(networks.map(({ Id }) => this.#docker.getNetwork(Id).remove()));
  }
}
