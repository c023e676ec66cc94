import Docker from 'dockerode';
import { LABEL, ownerLabels } from '../../../src/core/desired/names.ts';
import { type PodKey, splitPodKey } from '../../../src/core/model/resource.ts';
import type { ContainerRuntime } from '../../../src/ports/container-runtime.ts';
import { createDockerRuntime } from '../../../src/services/docker/runtime.ts';

/** Names of all that one instance has on the Engine, sorted. */
export interface Inventory {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

const READY_PATH = '/readyz';
const MARKER = '/state/marker';

/** What the Engine has of one instance, seen past AgentPod's own code. */
export class EngineView {
  readonly docker: Docker;
  readonly #runtime: ContainerRuntime;
  readonly #filters: { readonly label: string[] };

  /** Of the machine's own Engine when no socket is named. */
  constructor(instance: string, socketPath?: string) {
    this.docker = socketPath === undefined ? new Docker() : new Docker({ socketPath });
    this.#runtime = createDockerRuntime(
      socketPath === undefined ? {} : { dockerHost: `unix://${socketPath}` },
    );
    this.#filters = {
      label: Object.entries(ownerLabels(instance)).map(([name, value]) => `${name}=${value}`),
    };
  }

  async inventory(): Promise<Inventory> {
    const filters = this.#filters;
    const [containers, networks, { Volumes }] = await Promise.all([
      this.docker.listContainers({ all: true, filters }),
      this.docker.listNetworks({ filters }),
      this.docker.listVolumes({ filters }),
    ]);
    return {
      containers: containers.map(({ Names }) => Names[0]?.slice(1) ?? '').sort(),
      networks: networks.map(({ Name }) => Name).sort(),
      volumes: (Volumes ?? []).map(({ Name }) => Name).sort(),
    };
  }

  /** The pod's one container; fails when there are more, or none. */
  async container(key: PodKey): Promise<Docker.ContainerInspectInfo> {
    const all = await this.containers(key);
    const [only] = all;
    if (only === undefined || all.length > 1) {
      throw new Error(`${key} has ${all.length} containers: ${all.map(({ Name }) => Name)}`);
    }
    return only;
  }

  async containers(key: PodKey): Promise<Docker.ContainerInspectInfo[]> {
    const { tenant, pod } = splitPodKey(key);
    const label = [...this.#filters.label, `${LABEL.tenant}=${tenant}`, `${LABEL.pod}=${pod}`];
    const listed = await this.docker.listContainers({ all: true, filters: { label } });
    return Promise.all(listed.map(({ Id }) => this.docker.getContainer(Id).inspect()));
  }

  /** A handle for doing to it what a person would. */
  async handle(key: PodKey): Promise<Docker.Container> {
    return this.docker.getContainer((await this.container(key)).Id);
  }

  async hostPort(key: PodKey): Promise<number> {
    const { HostConfig } = await this.container(key);
    const bindings = HostConfig.PortBindings as Record<string, { HostPort: string }[]>;
    return Number(Object.values(bindings)[0]?.[0]?.HostPort);
  }

  /** Whether the agent answers on its published port that it may get traffic. */
  async answers(key: PodKey): Promise<boolean> {
    try {
      const port = await this.hostPort(key);
      return (await fetch(`http://127.0.0.1:${port}${READY_PATH}`)).ok;
    } catch {
      return false;
    }
  }

  async sh(key: PodKey, script: string): Promise<string> {
    const { Name } = await this.container(key);
    const { stdout, stderr, exitCode } = await this.#runtime.exec(
      Name.slice(1),
      ['sh', '-c', script],
      {},
    );
    if (exitCode !== 0) throw new Error(`${script} in ${key}: ${stderr}`);
    return stdout;
  }

  /** Something that the agent learned. */
  async mark(key: PodKey): Promise<void> {
    await this.sh(key, `echo ${key} > ${MARKER}`);
  }

  async marker(key: PodKey): Promise<string> {
    return (await this.sh(key, `cat ${MARKER}`)).trim();
  }

  /** Once more when the Engine was still doing what a killed process had asked it for. */
  async removeAll(): Promise<void> {
    await this.#removeAll().catch(() => this.#removeAll());
  }

  async #removeAll(): Promise<void> {
    const { containers, networks, volumes } = await this.inventory();
    await Promise.all(
      containers.map((name) => this.docker.getContainer(name).remove({ force: true, v: true })),
    );
    for (const name of networks) await this.docker.getNetwork(name).remove();
    for (const name of volumes) await this.docker.getVolume(name).remove();
  }
}
