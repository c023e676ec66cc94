import { EventEmitter, on } from 'node:events';
import { AgentPodError, type FailureClass } from '../../src/core/model/errors.ts';
import type { ObservedSpec } from '../../src/core/model/observed.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import type * as port from '../../src/ports/container-runtime.ts';
import type { RuntimeEvent } from '../../src/ports/runtime-event.ts';
import type { FakeContainer, FakeNetwork, FakeVolume } from './fake-objects.ts';

type Method = keyof port.ContainerRuntime;

/** Of a container that is no pod's. */
export const OTHER_SPEC: ObservedSpec = {
  image: 'other:1',
  entrypoint: [],
  command: [],
  user: '',
  workingDir: '',
  env: {},
  labels: {},
  networks: ['bridge'],
  address: '',
  publish: [],
  mounts: [],
  tmpfs: {},
  resources: { cpus: 0, memoryBytes: 0, pids: 0 },
  readOnlyRootfs: false,
  stopGraceSeconds: 10,
  hardened: false,
};

/** What the fake Engine holds, and the hooks by which a test looks at it and harms it. */
export class FakeEngine {
  /** Emit `event` with what happened; the fake itself tells nothing. */
  readonly happenings = new EventEmitter();
  readonly containers = new Map<string, FakeContainer>();
  readonly networks = new Map<string, FakeNetwork>();
  readonly volumes = new Map<string, FakeVolume>();
  /** Reference to id, of what is present. */
  readonly images = new Map<string, string>();
  /** Reference to id, of what can be pulled. */
  readonly registry = new Map<string, string>();
  /** Held by something else on the host. */
  readonly busyPorts = new Set<number>();
  readonly busySubnets = new Set<string>();
  /** Every write that was tried, as `method name`. */
  readonly journal: string[] = [];
  /** Throw-away containers that were left behind: name to age in seconds. */
  readonly helpers = new Map<string, number>();
  readonly logLines = new Map<string, string[]>();
  /** By host port; where none is set, a running container is ready. */
  readonly probes = new Map<number, port.ProbeResult>();
  /** By container; where none is set, a quarter of the limit and a second of a processor. */
  readonly uses = new Map<string, port.ContainerUse>();
  readonly volumeBytes = new Map<PodKey, number>();
  execResult: port.ExecResult = { exitCode: 0, stdout: '', stderr: '' };
  readonly #failures: { readonly method: Method; readonly error: Error }[] = [];
  #count = 0;

  constructor(images: Readonly<Record<string, string>> = {}) {
    for (const [reference, id] of Object.entries(images)) this.images.set(reference, id);
  }

  async *events(_instance: string, signal: AbortSignal): AsyncIterable<RuntimeEvent> {
    yield { kind: 'connected' };
    for await (const [event] of on(this.happenings, 'event', { signal })) yield event;
  }

  get writes(): number {
    return this.journal.length;
  }

  /** The next call of this method fails so, once, and changes nothing. */
  failNext(method: Method, error: Error): void {
    this.#failures.push({ method, error });
  }

  /** As a hand on the host removes a container. */
  vanish(name: string): void {
    this.containers.delete(name);
    for (const network of this.networks.values()) network.endpoints.delete(name);
  }

  crash(name: string, exitCode = 1): void {
    Object.assign(this.container(name), { state: 'exited', exitCode });
  }

  mutate(name: string, change: (container: FakeContainer) => void): void {
    change(this.container(name));
  }

  /** A container and a volume of this name that somebody else made. */
  addForeign(name: string): void {
    const spec = OTHER_SPEC;
    const state = { state: 'created', exitCode: 0, oomKilled: false, restartCount: 0 } as const;
    const fixed = { id: this.id('container'), imageId: 'sha256:other', labels: {}, volumes: {} };
    this.containers.set(name, { ...fixed, ...state, startedAt: '', spec });
    this.volumes.set(name, { labels: {}, files: new Map() });
  }

  async usage(nameOrId: string): Promise<port.ContainerUse | undefined> {
    this.called('usage');
    const [name = '', container] = this.find(nameOrId) ?? [];
    if (container?.state !== 'running') return undefined;
    const limitBytes = container.spec.resources.memoryBytes;
    return this.uses.get(name) ?? { usedBytes: limitBytes / 4, limitBytes, cpuSeconds: 1 };
  }

  async volumeSizes(): Promise<ReadonlyMap<PodKey, number>> {
    this.called('volumeSizes');
    return this.volumeBytes;
  }

  protected running(): FakeContainer[] {
    return [...this.containers.values()].filter((item) => item.state === 'running');
  }

  protected called(method: Method): void {
    const index = this.#failures.findIndex((failure) => failure.method === method);
    const [failure] = index < 0 ? [] : this.#failures.splice(index, 1);
    if (failure) throw failure.error;
  }

  protected wrote(method: Method, name: string): void {
    this.journal.push(`${method} ${name}`);
    this.called(method);
  }

  protected id(kind: string): string {
    return `${kind}-${this.count()}`;
  }

  protected count(): number {
    this.#count += 1;
    return this.#count;
  }

  /** By name or id, as the Engine takes both. */
  protected find(name: string): readonly [string, FakeContainer] | undefined {
    return [...this.containers].find(([key, { id }]) => key === name || id === name);
  }

  protected container(name: string): FakeContainer {
    const found = this.find(name);
    if (found) return found[1];
    throw missing('container', name);
  }

  protected volume(name: string): FakeVolume {
    const volume = this.volumes.get(name);
    if (volume) return volume;
    throw missing('volume', name);
  }

  protected image(reference: string): string {
    const id = this.images.get(reference);
    if (id) return id;
    throw missing('image', reference);
  }
}

export function refuse(failure: FailureClass, reason: string, message: string): AgentPodError {
  return new AgentPodError(failure, reason, message);
}

export function taken(kind: string, name: string): AgentPodError {
  return refuse('Conflict', 'NameTaken', `${kind} ${name} is there already`);
}

export function missing(kind: string, name: string): AgentPodError {
  const [failure, reason] =
    kind === 'image'
      ? (['Waiting', 'ImageMissing'] as const)
      : (['Transient', 'NotFound'] as const);
  return refuse(failure, reason, `there is no ${kind} ${name}`);
}
