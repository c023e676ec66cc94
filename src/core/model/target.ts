import type { ConfigPath } from '../config-drift/config-path.ts';
import type { FileNature } from '../config-drift/owners.ts';
import type { AgentType } from '../schema/types.ts';
import type { ConfigFile, ContainerSpec, ProbeSpec } from './container.ts';
import type { DesiredPod } from './desired.ts';
import type { JsonObject } from './json.ts';
import type { ProxySettings } from './proxy.ts';
import type { SecretMaterial } from './secret.ts';

/** Names and numbers that the plan leased for a pod; what its container is built from. */
export interface PodAllocation {
  readonly uid: string;
  /** Host port on 127.0.0.1. */
  readonly port: number;
  readonly network: string;
  /** The pod's own on that network. */
  readonly address: string;
  /** The reverse proxy's fixed address on the tenant's network; the only trusted proxy. */
  readonly proxyAddress: string;
  readonly proxy: ProxySettings;
  /** URL under which the proxy reaches the customer login; undefined when there is none. */
  readonly door: string | undefined;
  /** Of the generated gateway token; its version, since nobody outside may learn more. */
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
  /** For the reverse proxy; undefined for a pod without hosts. */
  readonly route: JsonObject | undefined;
  /** Of `spec`, versioned: `v1-<hex>`. */
  readonly specHash: string;
  /** Of `files` and the secrets' fingerprints. */
  readonly contentHash: string;
}

/** What plugs another kind of agent in. All of it is pure. */
export interface AgentAdapter {
  /** The value of `spec.agent`. */
  readonly type: AgentType;
  /** Container, files and probe for a pod; never a secret's value. Routing labels are added later. */
  build(pod: DesiredPod, allocation: PodAllocation): AgentBuild;
  /** What a process that works answers at any time, ready or not. */
  readonly liveness: LivenessProbe;
  /** How the running agent takes a change at this dotted path of this file. */
  impactOf(file: string, path: string): 'hot' | 'restart';
  /** Whether the running agent takes another value of this secret; a new container when absent. */
  takesSecretLive?(secret: string): boolean;
  /** Whether this path of a rendered file only mirrors the secrets, which a plan shows themselves. */
  mirrorsSecrets?(file: string, path: string): boolean;
  /**
   * Dotted paths of the free config part that AgentPod owns, each with all that is below it,
   * and the reason in words; refused in manifests.
   */
  readonly ownedConfigKeys: Readonly<Record<string, string>>;
  /** What of its config files can never be the agent's, and what it notes in them for itself. */
  readonly configNature?: FileNature;
  /** Where a manifest could say what stands at a path of the rendered file, the best place first. */
  manifestPlaces?(path: ConfigPath, pod: DesiredPod): readonly ConfigPath[];
  /** Environment variables that AgentPod owns, with the reason; refused in manifests. */
  readonly ownedEnv: Readonly<Record<string, string>>;
  /** How the image checks a rendered file by itself; absent when it cannot. */
  readonly validation?: ConfigValidation;
}

/** Absent path: any answer at the agent's ready path, whatever it says, is a sign of life. */
export interface LivenessProbe {
  readonly path?: string;
  /** A JSON field that must be `true` in the answer's body. */
  readonly field?: string;
}

/** The image's own check of one rendered file. */
export interface ConfigValidation {
  /** Path of the file in the build's `files`; it has to lie in /work under the same name. */
  readonly file: string;
  readonly argv: readonly string[];
  /** Wins over the pod's own environment, which the file may refer to. */
  readonly env: Readonly<Record<string, string>>;
  /** What the command found; `ValidatorFailed` (Transient) when its answer cannot be read. */
  parse(result: ValidatorResult): readonly ConfigIssue[];
  /** Where in the pod's manifest a path of the rendered file comes from, e.g. `spec.model`. */
  manifestPath(path: string, pod: DesiredPod): string;
}

export interface ValidatorResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ConfigIssue {
  readonly severity: 'error' | 'warning';
  /** Dotted path in the rendered file; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

export interface AgentBuild {
  readonly spec: ContainerSpec;
  readonly files: readonly ConfigFile[];
  /** Sorted by name. */
  readonly secrets: readonly SecretMaterial[];
  readonly probe: ProbeSpec;
}
