import type { JsonValue } from './json.ts';

/** A container as AgentPod wants it: only fields that we set, in our words, never the Engine's. */
export interface ContainerSpec {
  readonly image: string;
  /** Replaces the image's ENTRYPOINT; empty keeps it. */
  readonly entrypoint: readonly string[];
  /** Replaces the image's CMD; empty keeps it. */
  readonly command: readonly string[];
  /** `uid:gid`; empty keeps the image's user. */
  readonly user: string;
  readonly workingDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Routing labels and the user's own; the `dev.agentpod.*` ones are added at creation. */
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  /** Its own on that network, leased for the pod's life. */
  readonly address: string;
  readonly publish: readonly PortBinding[];
  readonly mounts: readonly VolumeMount[];
  /** Container path to mount options, e.g. `{ '/tmp': 'rw,mode=1777' }`. */
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly resources: ResourceLimits;
  readonly readOnlyRootfs: boolean;
  /** SIGTERM to SIGKILL. */
  readonly stopGraceSeconds: number;
}

export interface PortBinding {
  /** Always a loopback address: published ports bypass host firewalls. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** `role` names the pod's volume; `config` and `secrets` belong to one generation. */
export interface VolumeMount {
  readonly role: VolumeRole;
  readonly target: string;
  readonly readOnly: boolean;
}

export type VolumeRole = 'state' | 'config' | 'secrets';

export interface ResourceLimits {
  /** Fractions of a core. */
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Processes and threads. */
  readonly pids: number;
}

/** A file for a config or secrets volume. */
export interface ConfigFile {
  /** Relative to the volume's root, e.g. `openclaw.json`. */
  readonly path: string;
  /** What the file holds, as JSON data; a string is written as it is. */
  readonly content: JsonValue;
}

/** How the engine finds out that the process inside serves. */
export interface ProbeSpec {
  /** In the container. */
  readonly port: number;
  /** Answers only when the agent may get traffic. */
  readonly readyPath: string;
  /** A JSON field that must be `true` in the answer's body; absent: any 2xx will do. */
  readonly readyField?: string;
  /** Usual time from start to ready, for the plan's estimate. */
  readonly bootSeconds: number;
  /** How long a start may take before it counts as failed. */
  readonly deadlineSeconds: number;
}
