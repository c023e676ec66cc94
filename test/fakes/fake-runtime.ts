import { LABEL } from '../../src/core/desired/names.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type * as port from '../../src/ports/container-runtime.ts';
import { FakeEngine, missing, OTHER_SPEC, refuse, taken } from './fake-engine.ts';
import { fakeLogs } from './fake-logs.ts';
import { hostPorts, toObservedSpec, UP } from './fake-objects.ts';
import { containerDetail, takeSnapshot } from './fake-snapshot.ts';

const NEVER_RAN = { exitCode: 0, oomKilled: false, restartCount: 0, startedAt: '' };
const STOPPED = { state: 'created', ...NEVER_RAN } as const;

/** An Engine in memory that refuses what the real one refuses: one contract suite runs on both. */
export class FakeRuntime extends FakeEngine implements port.ContainerRuntime {
  async info(): Promise<port.EngineInfo> {
    this.called('info');
    return { id: 'FAKE', version: '20.10.24', name: 'fake' };
  }

  async observe(request: port.ObserveRequest): Promise<port.RuntimeSnapshot> {
    this.called('observe');
    return takeSnapshot(this, request);
  }

  async detail(name: string): Promise<port.ContainerStatus | undefined> {
    this.called('detail');
    const container = this.find(name)?.[1];
    return (
      container && {
        id: container.id,
        state: container.state,
        ...containerDetail(container, this.volumes),
        configFiles: undefined,
      }
    );
  }

  async readSecrets(name: string): Promise<ReadonlyMap<string, Secret> | undefined> {
    this.called('readSecrets');
    const container = this.find(name)?.[1];
    if (container === undefined) return undefined;
    const volume = this.volumes.get(container.volumes.secrets ?? '');
    const text = new TextDecoder();
    return new Map(
      [...(volume?.files ?? [])].map(([path, { content }]) => [
        path,
        new Secret(text.decode(content)),
      ]),
    );
  }

  async imageId(image: string): Promise<string | undefined> {
    this.called('imageId');
    return this.images.get(image);
  }

  async pullImage(image: string): Promise<void> {
    this.wrote('pullImage', image);
    const id = this.registry.get(image);
    if (id === undefined) throw missing('image', image);
    this.images.set(image, id);
  }

  async createNetwork(request: port.NetworkRequest): Promise<void> {
    const { name, subnet, bridge = 'br-engine', labels } = request;
    this.wrote('createNetwork', name);
    if (this.networks.has(name)) throw taken('network', name);
    const subnets = [
      ...this.busySubnets,
      ...[...this.networks.values()].map((item) => item.subnet),
    ];
    if (subnets.includes(subnet)) throw refuse('Conflict', 'SubnetTaken', `${subnet} is taken`);
    const id = this.id('network');
    this.networks.set(name, { id, subnet, bridge, labels, endpoints: new Set() });
  }

  async removeNetwork(name: string): Promise<void> {
    this.wrote('removeNetwork', name);
    const users = [...this.containers].filter(
      ([, { state, spec }]) => state === 'running' && spec.networks.includes(name),
    );
    const blockers = [
      ...users.map(([user]) => user),
      ...(this.networks.get(name)?.endpoints ?? []),
    ];
    if (blockers.length > 0)
      throw refuse('Conflict', 'NetworkInUse', `${name} is used by ${blockers.join(', ')}`);
    this.networks.delete(name);
  }

  async connectNetwork(network: string, container: string, address?: string): Promise<void> {
    this.wrote('connectNetwork', `${network} ${container}`);
    const found = this.networks.get(network);
    if (found === undefined) throw missing('network', network);
    const joined = this.container(container);
    joined.spec = { ...joined.spec, networks: [...joined.spec.networks, network] };
    joined.addresses = { ...joined.addresses, [network]: address ?? '' };
    found.endpoints.add(container);
  }

  async disconnectNetwork(network: string, container: string): Promise<void> {
    this.wrote('disconnectNetwork', `${network} ${container}`);
    this.networks.get(network)?.endpoints.delete(container);
    const left = this.find(container)?.[1];
    if (left === undefined) return;
    left.spec = { ...left.spec, networks: left.spec.networks.filter((name) => name !== network) };
    const { [network]: _gone, ...addresses } = left.addresses ?? {};
    left.addresses = addresses;
  }

  async createProxyContainer(request: port.CreateProxyContainerRequest): Promise<void> {
    const { name, spec, labels } = request;
    this.wrote('createProxyContainer', name);
    if (this.containers.has(name)) throw taken('container', name);
    for (const { volume } of spec.mounts) this.volume(volume);
    const pod = {
      ...OTHER_SPEC,
      image: spec.image,
      networks: [spec.network],
      publish: spec.publish,
    };
    const fixed = {
      id: this.id('container'),
      imageId: this.image(spec.image),
      labels,
      volumes: {},
    };
    const addresses = { [spec.network]: '' };
    this.containers.set(name, { ...fixed, ...STOPPED, spec: pod, addresses });
  }

  async createVolume({ name, labels }: port.VolumeRequest): Promise<void> {
    this.wrote('createVolume', name);
    const present = this.volumes.get(name)?.labels ?? labels;
    if (JSON.stringify(sortedEntries(present)) !== JSON.stringify(sortedEntries(labels))) {
      throw taken('volume', name);
    }
    if (!this.volumes.has(name)) this.volumes.set(name, { labels, files: new Map() });
  }

  async removeVolume(name: string): Promise<void> {
    this.wrote('removeVolume', name);
    const user = [...this.containers].find(([, { volumes }]) =>
      Object.values(volumes).includes(name),
    );
    if (user)
      throw refuse('Conflict', 'VolumeInUse', `volume ${name} is used by container ${user[0]}`);
    this.volumes.delete(name);
  }

  async writeVolumes({ image, volumes }: port.WriteVolumesRequest): Promise<void> {
    this.wrote('writeVolumes', volumes.map(({ volume }) => volume).join(','));
    this.image(image);
    const targets = volumes.map((content) => ({ content, volume: this.volume(content.volume) }));
    for (const { content, volume } of targets) {
      const { uid, gid, files } = content;
      for (const file of files) volume.files.set(file.path, { ...file, uid, gid });
    }
  }

  async createContainer(request: port.CreateContainerRequest): Promise<void> {
    const { name, spec, labels, volumes } = request;
    this.wrote('createContainer', name);
    if (this.containers.has(name)) throw taken('container', name);
    for (const { role } of spec.mounts) this.volume(volumes[role] ?? `for ${role}`);
    const fixed = { id: this.id('container'), imageId: this.image(spec.image), labels, volumes };
    this.containers.set(name, { ...fixed, ...STOPPED, spec: toObservedSpec(spec) });
  }

  async startContainer(name: string): Promise<void> {
    this.wrote('startContainer', name);
    const container = this.container(name);
    if (container.state === 'running') return;
    if (container.stuck) throw refuse('Transient', 'EngineError', 'task 1: already exists');
    const absent = container.spec.networks.find((network) => !this.networks.has(network));
    if (absent) throw missing('network', absent);
    const running = this.running();
    const held = new Set([...this.busyPorts, ...running.flatMap(hostPorts)]);
    const clash = hostPorts(container).find((item) => held.has(item));
    if (clash) throw refuse('Transient', 'PortTaken', `port ${clash} is already allocated`);
    const startedAt = new Date(Date.UTC(2026, 0, 1, 0, 0, this.count())).toISOString();
    Object.assign(container, { state: 'running', startedAt, exitCode: 0, oomKilled: false });
  }

  async stopContainer(name: string, _graceSeconds: number): Promise<void> {
    this.wrote('stopContainer', name);
    const container = this.find(name)?.[1];
    if (container !== undefined && UP.has(container.state))
      Object.assign(container, { state: 'exited', exitCode: 143 });
  }

  async removeContainer(name: string): Promise<void> {
    this.wrote('removeContainer', name);
    const found = this.find(name);
    if (found?.[1].labels[LABEL.managed] === 'true') this.vanish(found[0]);
  }

  async *logs(name: string, options: port.LogOptions): AsyncIterable<string> {
    this.called('logs');
    this.container(name);
    yield* fakeLogs(() => this.find(name) && (this.logLines.get(name) ?? []), options);
  }

  async exec(name: string): Promise<port.ExecResult> {
    this.called('exec');
    const { state } = this.container(name);
    if (state !== 'running')
      throw refuse('Transient', 'EngineError', `container ${name} is not running`);
    return this.execResult;
  }

  async runOnce({ image, signal }: port.RunOnceRequest): Promise<port.ExecResult> {
    this.wrote('runOnce', image);
    this.image(image);
    if (signal?.aborted) throw refuse('Transient', 'Interrupted', 'interrupted, and cleaned up');
    return this.execResult;
  }

  async sweepHelpers(_instance: string, olderThanSeconds: number): Promise<number> {
    this.called('sweepHelpers');
    const old = [...this.helpers].filter(([, age]) => age >= olderThanSeconds);
    for (const [name] of old) {
      this.wrote('sweepHelpers', name);
      this.helpers.delete(name);
    }
    return old.length;
  }

  async probe(hostPort: number, _probe: unknown): Promise<port.ProbeResult> {
    const set = this.probes.get(hostPort);
    if (set) return set;
    const ready = this.running().some((container) => hostPorts(container).includes(hostPort));
    if (ready) return { ready, message: '200' };
    return { ready, contact: 'silent', message: 'connection refused' };
  }
}

function sortedEntries(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort();
}
