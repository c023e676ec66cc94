import type { Readable } from 'node:stream';
import Docker from 'dockerode';

const IMAGE = 'agentpod/stub-agent:1';
const MARK = 'agentpod-bench-bystander';
const PORT = '18789/tcp';

/** Where in a container's life it is, by what the Engine tells: `die` or `start`. */
type Moment = 'die' | 'start';

/** Hears of containers as soon as the Engine tells; the same for whoever starts them. */
export class Ear {
  readonly docker = new Docker();
  #close: () => void = () => undefined;
  readonly #waiting = new Map<string, () => void>();
  readonly #always: ((id: string, moment: Moment) => void)[] = [];

  async open(): Promise<void> {
    const filters = JSON.stringify({ type: ['container'], event: ['die', 'start'] });
    const stream = await this.docker.getEvents({ filters });
    this.#close = () => (stream as Readable).destroy();
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const { id, status } = JSON.parse(line) as { id: string; status: Moment };
        for (const each of this.#always) each(id, status);
        this.#waiting.get(`${status} ${id}`)?.();
        this.#waiting.delete(`${status} ${id}`);
      }
    });
  }

  onEvent(listener: (id: string, moment: Moment) => void): void {
    this.#always.push(listener);
  }

  next(id: string, moment: Moment): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(`${moment} ${id}`, resolve));
  }

  /** Milliseconds from the SIGKILL of its process until it was started again, by whomever. */
  async deathOf(id: string): Promise<number> {
    return this.deathOfAll([id]);
  }

  /** The same for the last of several that die at once. */
  async deathOfAll(ids: readonly string[]): Promise<number> {
    const looks = ids.map((id) => this.docker.getContainer(id).inspect());
    const pids = (await Promise.all(looks)).map(({ State }) => State.Pid);
    const started = Promise.all(ids.map((id) => this.next(id, 'start')));
    const began = performance.now();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await started;
    return performance.now() - began;
  }

  close(): void {
    this.#close();
  }
}

/** Containers like a stub pod's, that are not AgentPod's: to be kept alive by somebody else. */
export class Bystanders {
  readonly ids: readonly string[];
  readonly #docker: Docker;
  readonly #network: string;

  private constructor(docker: Docker, network: string, ids: readonly string[]) {
    this.#docker = docker;
    this.#network = network;
    this.ids = ids;
  }

  static async make(name: string, count: number, policy: 'always' | 'no'): Promise<Bystanders> {
    const docker = new Docker();
    const network = `${MARK}-${name}`;
    await docker.createNetwork({ Name: network, Driver: 'bridge' });
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const container = await docker.createContainer({
        Image: IMAGE,
        Labels: { [MARK]: name },
        ExposedPorts: { [PORT]: {} },
        HostConfig: {
          NetworkMode: network,
          RestartPolicy: { Name: policy },
          PortBindings: { [PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
          Memory: 48 * 1024 ** 2,
          Init: true,
        },
      });
      await container.start();
      ids.push(container.id);
    }
    return new Bystanders(docker, network, ids);
  }

  async remove(): Promise<void> {
    for (const id of this.ids) await this.#docker.getContainer(id).remove({ force: true, v: true });
    await this.#docker.getNetwork(this.#network).remove();
  }
}
