import type { LocalCertificateStatus } from '../proxy/certificate-due.ts';
import type { Condition } from './condition.ts';
import type { ConfigOwnership } from './config-owner.ts';
import type {
  ConfigFile,
  ContainerSpec,
  PortBinding,
  ProbeSpec,
  ResourceLimits,
  VolumeRole,
} from './container.ts';
import type { EgressPolicy, ObservedFirewall } from './egress.ts';
import type { JsonObject } from './json.ts';
import type { ObservedProxy } from './proxy.ts';
import type { PodKey } from './resource.ts';
import type { SecretMaterial } from './secret.ts';

/** One snapshot of the world: the Engine's objects and what the state database remembers. */
export interface ObservedState {
  /** Ours: labelled `dev.agentpod.managed=true` and with this instance's name. Sorted by name. */
  readonly containers: readonly ObservedContainer[];
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
  /** Objects that are not ours but sit on a name that starts with our prefix. */
  readonly foreign: readonly ForeignObject[];
  /** Host ports in the pool's range that something other than our containers holds. */
  readonly busyPorts: readonly number[];
  /** CIDRs that the host's other networks use. */
  readonly busySubnets: readonly string[];
  /** Addresses that containers of others hold at this moment, on whatever network. */
  readonly busyAddresses: readonly string[];
  /** Image reference to image id, for every reference that desired pods name; absent = not present. */
  readonly images: Readonly<Record<string, string>>;
  readonly proxy: ObservedProxy;
  /** The local authority's; undefined before the first. */
  readonly certificate: LocalCertificateStatus | undefined;
  /** What the ACME client of the proxy needs, by fingerprint. */
  readonly acmeSecrets: readonly SecretMaterial[];
  readonly firewall: ObservedFirewall;
  readonly records: StateRecords;
}

export type ContainerState =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'exited'
  | 'dead'
  | 'removing';

export interface ObservedContainer {
  readonly id: string;
  readonly name: string;
  readonly pod: PodKey;
  readonly uid: string;
  /** From the label; names the config and secrets volumes that it mounts. */
  readonly generation: number;
  readonly state: ContainerState;
  /** `dev.agentpod.spec-hash`. */
  readonly specHash: string;
  /** `dev.agentpod.content-hash`: config and secrets at creation. */
  readonly contentHash: string;
  readonly imageRef: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the networks that it is attached to. */
  readonly networks: readonly string[];
  /** On those networks; empty for a container that does not run. */
  readonly addresses: readonly string[];
  /** Published ports; empty for a container that does not run. */
  readonly publish: readonly PortBinding[];
  /** Absent after a quick observation (`refresh: false`). */
  readonly detail?: ContainerDetail;
}

/** What only `inspect` and a look into the config volume can tell. */
export interface ContainerDetail {
  readonly spec: ObservedSpec;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restartCount: number;
  /** RFC 3339; empty when it never started. */
  readonly startedAt: string;
  /** Files found in the config volume; undefined when they could not be read. */
  readonly configFiles: readonly ObservedFile[] | undefined;
  /** It never starts again: what a start left that came to no end is in the way of every other one. */
  readonly stuck?: true;
}

export interface ObservedFile extends ConfigFile {
  /** RFC 3339; absent where it is as it was written. */
  readonly modifiedAt?: string;
}

/** The comparable part of a live container, in the same words as `ContainerSpec`. */
export type ObservedSpec = Omit<ContainerSpec, 'resources' | 'network'> & {
  readonly resources: ResourceLimits;
  readonly networks: readonly string[];
  /** True when all capabilities are dropped, privileges can't be gained, and it isn't privileged. */
  readonly hardened: boolean;
};

export interface ObservedNetwork {
  readonly name: string;
  readonly id: string;
  readonly tenant: string;
  readonly subnet: string;
  /** Name of the host's interface. */
  readonly bridge: string;
}

export interface ObservedVolume {
  readonly name: string;
  readonly pod: PodKey;
  readonly uid: string;
  readonly role: VolumeRole;
  /** 0 for the state volume, which belongs to the pod and not to a generation. */
  readonly generation: number;
}

export interface ForeignObject {
  readonly kind: 'container' | 'network' | 'volume';
  readonly name: string;
  /** Who has it, in words: `image nginx:1`, `AgentPod instance "blue"`. */
  readonly owner: string;
}

/** What the database remembers. Never a copy of desired state that could win over the files. */
export interface StateRecords {
  readonly tenants: readonly TenantRecord[];
  readonly pods: readonly PodRecord[];
}

export interface TenantRecord {
  readonly uid: string;
  readonly name: string;
  /** CIDR leased from the pool. */
  readonly subnet: string;
  /** Names of the secrets that are stored for it, sorted; absent when there are none. */
  readonly storedSecrets?: readonly string[];
}

export interface PodRecord {
  readonly uid: string;
  readonly key: PodKey;
  /** Host port leased from the pool. */
  readonly port: number;
  /** Leased on the tenant's network; absent when an earlier version recorded the pod. */
  readonly address?: string;
  /** Generation of the last container that became ready; 0 before the first. */
  readonly generation: number;
  /** Of the generated gateway token: 1 at first, one more with each rotation. */
  readonly tokenVersion: number;
  readonly applied: AppliedPod | undefined;
  readonly conditions: readonly Condition[];
  /** What the manifest said at the last apply, so that a prune knows it without the manifest. */
  readonly deletionPolicy: 'retain' | 'delete';
}

/** What was last brought to life, for telling pending changes from drift. */
export interface AppliedPod {
  readonly spec: ContainerSpec;
  readonly specHash: string;
  readonly contentHash: string;
  readonly files: readonly ConfigFile[];
  /** Secret name to fingerprint. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Names of the tenant's stored secrets that it was given, sorted; absent when there are none. */
  readonly storedSecrets?: readonly string[];
  readonly suspended: boolean;
  /** Id of the image that ran. */
  readonly imageId: string;
  readonly probe: ProbeSpec;
  /** Claimed by the pod as long as it is there, whether its manifest is in sight or not. */
  readonly hosts: readonly string[];
  /** What the reverse proxy was told; absent when it was told nothing. */
  readonly route?: JsonObject;
  /** Absent: open. Kept here so that its rules stand whether its manifest is in sight or not. */
  readonly egress?: EgressPolicy;
  /** Absent: all of the config is git's. */
  readonly configOwnership?: ConfigOwnership;
}
