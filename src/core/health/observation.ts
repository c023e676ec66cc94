import type { JsonValue } from '../model/json.ts';
import type { ContainerState } from '../model/observed.ts';
import type { PodKey } from '../model/resource.ts';
import type { AgentType } from '../schema/types.ts';
import type { RouteFinding } from '../status/pod-conditions.ts';

/** What one look at a pod saw, as data: no decision is in it. */
export interface PodObservation {
  readonly pod: PodKey;
  /** Undefined: never brought to life. */
  readonly agent: AgentType | undefined;
  readonly suspended: boolean;
  /** Undefined when there is none. */
  readonly container: ContainerLook | undefined;
  /** Absent: the agent was not asked, since it does not run or its ports are on another machine. */
  readonly endpoints?: EndpointLooks;
  /** Absent: not asked; also where the agent does not serve, so that it would only take time. */
  readonly gateway?: GatewayLook;
  /** Absent without hosts, without a proxy, and where the agent does not serve. */
  readonly route?: RouteFinding;
  /** Absent when the Engine does not tell. */
  readonly memory?: MemoryLook;
  /** Bytes of its volumes on disk; absent when the Engine does not tell. */
  readonly volumeBytes?: number;
  /** Channels that the pod's config switches on. */
  readonly channels: readonly string[];
}

export interface ContainerLook {
  readonly state: ContainerState;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restartCount: number;
  /** Within the time that a start may take. */
  readonly starting: boolean;
}

/** Each by the answer's body; a generic agent has no more than the first. */
export interface EndpointLooks {
  readonly startup: EndpointLook;
  readonly liveness?: EndpointLook;
  readonly readiness?: EndpointLook;
}

export interface EndpointLook {
  readonly path: string;
  readonly ok: boolean;
  /** What was seen, in words. */
  readonly message: string;
}

export type GatewayLook =
  | {
      readonly kind: 'answered';
      readonly version: string;
      /** From connecting to the gateway's greeting. */
      readonly greetingMs: number;
      /** What it says of itself, and of its channels; see `read-channels.ts`. */
      readonly health: RpcLook;
      readonly channels: RpcLook;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string };

export type RpcLook = { readonly answer: JsonValue } | { readonly failed: string };

export interface MemoryLook {
  /** Without what the kernel would give back at once. */
  readonly usedBytes: number;
  /** 0: none. */
  readonly limitBytes: number;
}
