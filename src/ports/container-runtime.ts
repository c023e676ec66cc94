import type { ExpectedFile } from '../core/desired/config-text.ts';
import type { ConfigFile, ContainerSpec, ProbeSpec, VolumeRole } from '../core/model/container.ts';
import type {
  ContainerDetail,
  ForeignObject,
  ObservedContainer,
  ObservedNetwork,
  ObservedVolume,
} from '../core/model/observed.ts';
import type { ObservedProxy, ProxyContainerSpec } from '../core/model/proxy.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { Secret } from '../core/model/secret.ts';
import type { RuntimeEvent } from './runtime-event.ts';

/**
 * What AgentPod needs of a container engine, in our types. Every call but the reads is one write.
 * Failures are `AgentPodError`s: `EngineUnreachable` (Transient), `NameTaken` (Conflict),
 * `PortTaken` (Transient), `ImageMissing` (Waiting), `SubnetTaken` (Conflict), `NotFound` (Transient),
 * else `EngineError` (Transient) with the Engine's own words.
 * Removing or stopping what is already gone or stopped succeeds.
 */
export interface ContainerRuntime {
  info(): Promise<EngineInfo>;

  /** One list call per kind; `detail` adds one inspect and one file read per container. */
  observe(request: ObserveRequest): Promise<RuntimeSnapshot>;
  /**
   * Undefined when there is no such container. Cheap enough to poll: `configFiles` stays undefined,
   * only `observe` reads them.
   */
  detail(container: string): Promise<ContainerStatus | undefined>;
  /** Files below the container path `target`, by path; undefined when they cannot be read. */
  readSecrets(container: string, target: string): Promise<ReadonlyMap<string, Secret> | undefined>;
  /** Undefined when the image is not present. */
  imageId(image: string): Promise<string | undefined>;

  pullImage(image: string): Promise<void>;
  createNetwork(request: NetworkRequest): Promise<void>;
  removeNetwork(name: string): Promise<void>;
  /** Joins a container to a network, running or not; without an address, at any free one. */
  connectNetwork(network: string, container: string, address?: string): Promise<void>;
  disconnectNetwork(network: string, container: string): Promise<void>;
  createVolume(request: VolumeRequest): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** Writes files into named volumes without starting anything. Other files there stay. */
  writeVolumes(request: WriteVolumesRequest): Promise<void>;
  createContainer(request: CreateContainerRequest): Promise<void>;
  createProxyContainer(request: CreateProxyContainerRequest): Promise<void>;
  startContainer(name: string): Promise<void>;
  stopContainer(name: string, graceSeconds: number): Promise<void>;
  /** By name or id. Kills it first if need be. Never removes a volume, nor what has that name and is not AgentPod's. */
  removeContainer(nameOrId: string): Promise<void>;

  /**
   * Hints of what happens to an instance's objects, until the signal aborts: first `connected`, then
   * whatever comes after it. Fails with `EngineUnreachable` when the Engine goes away.
   */
  events(instance: string, signal: AbortSignal): AsyncIterable<RuntimeEvent>;
  /** Text lines, stdout and stderr in the order they came; ends with the container unless followed. */
  logs(container: string, options: LogOptions): AsyncIterable<string>;
  exec(container: string, argv: readonly string[], options: ExecOptions): Promise<ExecResult>;
  /**
   * Runs the image once without network or mounts, with these files in /work, and removes it.
   * `Interrupted` (Transient) when the signal aborts; it is removed then too.
   */
  runOnce(request: RunOnceRequest): Promise<ExecResult>;
  /**
   * Removes throw-away containers of the instance that an earlier crash left behind, and answers how
   * many; a write only when there is one. A young one may be somebody's at this moment.
   */
  sweepHelpers(instance: string, olderThanSeconds: number): Promise<number>;
  /** Whether the agent answers on the published port as the probe says. Never throws. */
  probe(hostPort: number, probe: ProbeSpec, options?: ProbeOptions): Promise<ProbeResult>;
  /**
   * What a container uses now, by its name or, which is cheaper, its id. Undefined when there is no
   * such container, or it does not run.
   */
  usage(container: string): Promise<ContainerUse | undefined>;
  /** Bytes that pods' volumes take on disk, as far as the Engine tells. Slow: it counts every file. */
  volumeSizes(instance: string, timeoutSeconds: number): Promise<ReadonlyMap<PodKey, number>>;
}

export interface ContainerUse {
  /** Without page cache that the kernel would give back at once. */
  readonly usedBytes: number;
  /** 0 when nothing limits it. */
  readonly limitBytes: number;
  /** Of all its processes since it was made; grows until its next start. */
  readonly cpuSeconds: number;
}

export interface EngineInfo {
  /** Stable id of the Engine. */
  readonly id: string;
  readonly version: string;
  readonly name: string;
}

export interface ObserveRequest {
  readonly instance: string;
  readonly detail: boolean;
  /** References whose image ids are wanted. */
  readonly images: readonly string[];
  /** Inclusive. */
  readonly ports: { readonly first: number; readonly last: number };
  /** Name of a reverse proxy that somebody else runs. */
  readonly externalProxy?: string;
  /**
   * Config files as they were last written. Where a file's size and time still are as expected,
   * a detailed look takes it for unchanged and does not read it.
   */
  readonly expected?: ReadonlyMap<PodKey, ExpectedConfig>;
}

export interface ExpectedConfig {
  readonly files: readonly ConfigFile[];
  readonly stats: readonly ExpectedFile[];
}

export interface RuntimeSnapshot {
  readonly containers: readonly ObservedContainer[];
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
  readonly foreign: readonly ForeignObject[];
  readonly busyPorts: readonly number[];
  readonly busySubnets: readonly string[];
  readonly proxy: ObservedProxy;
  readonly busyAddresses: readonly string[];
  readonly images: Readonly<Record<string, string>>;
}

export interface ContainerStatus extends ContainerDetail {
  readonly id: string;
  readonly state: ObservedContainer['state'];
}

export interface NetworkRequest {
  readonly name: string;
  readonly subnet: string;
  /** Addresses that containers get by themselves; the rest is given out by us. Absent: all. */
  readonly ipRange?: string;
  readonly gateway: string;
  /** Name of the host's interface, at most 15 characters; the Engine's choice when absent. */
  readonly bridge?: string;
  /** Without a way out of the host. */
  readonly internal?: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export interface VolumeRequest {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface WriteVolumesRequest {
  /** Any image that is present: it is never started. */
  readonly image: string;
  /** Name of the helper container; a left-over one is replaced. */
  readonly helper: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly volumes: readonly VolumeContent[];
}

export interface VolumeContent {
  readonly volume: string;
  /** Owner of the root and of every file. */
  readonly uid: number;
  readonly gid: number;
  /** Mode of the volume's root, e.g. 0o700. */
  readonly rootMode: number;
  readonly files: readonly VolumeFile[];
}

export interface VolumeFile {
  /** Relative to the volume's root. */
  readonly path: string;
  readonly mode: number;
  /** Of the modification time, the part below a millisecond, in nanoseconds; 0 when absent. */
  readonly nanos?: number;
  readonly content: Uint8Array;
}

export interface CreateContainerRequest {
  readonly name: string;
  readonly pod: PodKey;
  readonly spec: ContainerSpec;
  readonly labels: Readonly<Record<string, string>>;
  readonly volumes: Readonly<Partial<Record<VolumeRole, string>>>;
}

export interface CreateProxyContainerRequest {
  readonly name: string;
  readonly spec: ProxyContainerSpec;
  readonly labels: Readonly<Record<string, string>>;
}

export interface LogOptions {
  /** Lines from the end; all when absent. */
  readonly tail?: number;
  readonly follow?: boolean;
  readonly timestamps?: boolean;
  /** RFC 3339, or seconds since the epoch. */
  readonly since?: string;
  readonly signal?: AbortSignal;
}

export interface ExecOptions {
  readonly timeoutSeconds?: number;
  readonly user?: string;
  /** Joins the caller's terminal: stdin, stdout and the window size. Output is then not captured. */
  readonly interactive?: { readonly stdin: NodeJS.ReadStream; readonly stdout: NodeJS.WriteStream };
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOnceRequest {
  /** A left-over container of this name is replaced; a name nobody has when absent. */
  readonly name?: string;
  readonly image: string;
  readonly argv: readonly string[];
  readonly files: readonly VolumeFile[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
}

export interface ProbeOptions {
  /** For who asks again soon: makes no connection where one to that port is still open. */
  readonly keepsConnection?: boolean;
}

export interface ProbeResult {
  readonly ready: boolean;
  /** Absent when something answered: nobody did, or nobody could be asked. */
  readonly contact?: 'silent' | 'impossible';
  /** What was seen, in words: `503 status "starting"`, `connection refused`. */
  readonly message: string;
}
