import type { ConfigFile, ContainerSpec, ProbeSpec } from './container.ts';
import type { DesiredPod } from './desired.ts';
import type { SecretMaterial } from './secret.ts';

/** Names and numbers that the plan leased for a pod; what its container is built from. */
export interface PodAllocation {
  readonly uid: string;
  /** Host port on 127.0.0.1. */
  readonly port: number;
  readonly network: string;
  /** The reverse proxy's fixed address on the tenant's network; the only trusted proxy. */
  readonly proxyAddress: string;
  readonly tokenFingerprint: string;
}

/** Everything a pod should be, once its leases are known. Pure function of pod and allocation. */
export interface PodTarget {
  readonly pod: DesiredPod;
  readonly spec: ContainerSpec;
  /** For the config volume; empty for agents without one. */
  readonly files: readonly ConfigFile[];
  /** For the secrets volume, sorted by name, the generated gateway token included. */
  readonly secrets: readonly SecretMaterial[];
  readonly probe: ProbeSpec;
  /** Two generations may run side by side while one replaces the other. */
  readonly overlap: boolean;
  /** Of `spec`, versioned: `v1-<hex>`. */
  readonly specHash: string;
  /** Of `files` and the secrets' fingerprints. */
  readonly contentHash: string;
}

/** What plugs another kind of agent in. All of it is pure. */
export interface AgentAdapter {
  /** The value of `spec.agent`. */
  readonly type: string;
  /** Container, files and probe for a pod; never a secret's value. */
  build(pod: DesiredPod, allocation: PodAllocation, routeLabels: Readonly<Record<string, string>>): AgentBuild;
  /** How the running agent takes a change at this path of this file. */
  impactOf(file: string, path: string): 'hot' | 'restart';
  /** Keys of the free config part that AgentPod owns, with the reason; refused in manifests. */
  readonly ownedConfigKeys: Readonly<Record<string, string>>;
  /** Argument vector that checks a rendered file inside the image, if the agent has one. */
  readonly validateCommand?: readonly string[];
}

export interface AgentBuild {
  readonly spec: ContainerSpec;
  readonly files: readonly ConfigFile[];
  readonly secrets: readonly SecretMaterial[];
  readonly probe: ProbeSpec;
  readonly overlap: boolean;
}

