/**
 * The parts of the Engine's answers that we read (API 1.41 and later). Anything may be null or
 * absent: Go leaves out what is empty, and what is empty differs between versions.
 */
type Maybe<T> = T | null | undefined;

export type RawLabels = Maybe<Readonly<Record<string, string>>>;

export interface RawListedContainer {
  readonly Id: string;
  readonly Names: Maybe<readonly string[]>;
  /** The reference while it still names this container's image, else the image's id. */
  readonly Image: string;
  readonly ImageID: string;
  readonly Labels: RawLabels;
  readonly State: string;
  readonly Ports: Maybe<readonly RawListedPort[]>;
  readonly NetworkSettings: Maybe<{ readonly Networks?: RawEndpoints }>;
}

type RawEndpoints = Maybe<Readonly<Record<string, RawEndpoint>>>;

interface RawEndpoint {
  /** Empty while the container does not run. */
  readonly IPAddress?: string;
  /** What was asked for. */
  readonly IPAMConfig?: Maybe<{ readonly IPv4Address?: string }>;
}

interface RawListedPort {
  readonly IP?: string;
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

export interface RawNetwork {
  readonly Name: string;
  readonly Id: string;
  readonly Driver?: string;
  readonly Labels: RawLabels;
  readonly Options?: Maybe<Readonly<Record<string, string>>>;
  readonly IPAM: Maybe<{ readonly Config?: Maybe<readonly { readonly Subnet?: string }[]> }>;
  /** Only in an inspect: container id to endpoint. */
  readonly Containers?: Maybe<Readonly<Record<string, { readonly Name?: string }>>>;
}

export interface RawVolume {
  readonly Name: string;
  readonly Driver?: string;
  readonly Labels: RawLabels;
}

export interface RawVolumeList {
  readonly Volumes: Maybe<readonly RawVolume[]>;
}

export interface RawImage {
  readonly Id: string;
  readonly Config: Maybe<RawContainerConfig>;
}

export interface RawContainerConfig {
  readonly Image?: string;
  readonly Entrypoint?: Maybe<readonly string[]>;
  readonly Cmd?: Maybe<readonly string[]>;
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Env?: Maybe<readonly string[]>;
  readonly Labels?: RawLabels;
  readonly StopTimeout?: Maybe<number>;
  readonly Tty?: boolean;
}

export interface RawHostConfig {
  readonly Memory?: number;
  readonly NanoCpus?: number;
  readonly PidsLimit?: Maybe<number>;
  readonly ReadonlyRootfs?: boolean;
  readonly Tmpfs?: Maybe<Readonly<Record<string, string>>>;
  readonly PortBindings?: Maybe<Readonly<Record<string, Maybe<readonly RawBinding[]>>>>;
  readonly Mounts?: Maybe<readonly RawMount[]>;
  readonly CapDrop?: Maybe<readonly string[]>;
  readonly CapAdd?: Maybe<readonly string[]>;
  readonly SecurityOpt?: Maybe<readonly string[]>;
  readonly Privileged?: boolean;
  readonly Binds?: Maybe<readonly string[]>;
  readonly VolumesFrom?: Maybe<readonly string[]>;
  readonly Devices?: Maybe<readonly unknown[]>;
  readonly DeviceRequests?: Maybe<readonly unknown[]>;
  readonly NetworkMode?: string;
  readonly PidMode?: string;
  readonly IpcMode?: string;
  readonly UTSMode?: string;
  readonly UsernsMode?: string;
}

interface RawBinding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}

interface RawMount {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
}

export interface RawInspect {
  readonly Id: string;
  /** With a leading slash. */
  readonly Name: string;
  /** The image's id. */
  readonly Image: string;
  readonly RestartCount?: number;
  readonly State: {
    readonly Status: string;
    readonly ExitCode?: number;
    readonly OOMKilled?: boolean;
    readonly StartedAt?: string;
    /** Why it did not start the last time; empty when it did. */
    readonly Error?: string;
  };
  readonly Config: RawContainerConfig;
  readonly HostConfig: RawHostConfig;
  readonly NetworkSettings: Maybe<{ readonly Networks?: RawEndpoints }>;
}
