import type { JsonObject, JsonValue } from '../core/model/json.ts';
import type { Secret } from '../core/model/secret.ts';

/**
 * Talks to the agent inside a pod in the agent's own protocol. Failures are `GatewayError`s; see
 * there how they are told apart.
 */
export interface AgentGateway {
  /**
   * Makes AgentPod a device that may read and nothing else, from inside the running container. The
   * answer is to be stored: it holds as long as the pod's state volume does, through restarts and
   * rotations of the gateway token. `PairingFailed` (Transient) when the agent cannot do it now.
   */
  pair(container: string): Promise<Secret>;
  /** One whole handshake; the connection is closed again. */
  greet(road: GatewayRoad, credential: Secret, options?: GatewayOptions): Promise<Hello>;
  /** Up to the first word of the gateway: the road carries a WebSocket to one. Needs no credential. */
  challenge(road: GatewayRoad, options?: GatewayOptions): Promise<void>;
  /** A connection that stays. `options` hold for the handshake. */
  session(road: GatewayRoad, credential: Secret, options?: GatewayOptions): Promise<GatewaySession>;
  /**
   * Lets the agent in the running container make a link that gives the first browser to open it full
   * control. `OwnerLinkUnavailable` (Waiting) with the agent's own reason.
   */
  ownerLink(container: string, publicOrigin: string): Promise<OwnerLink>;
}

export type GatewayRoad =
  /** The pod's published port on this machine. */
  | { readonly kind: 'direct'; readonly hostPort: number }
  /** As a customer's browser comes: TLS to the proxy, with the pod's public host. */
  | {
      readonly kind: 'proxy';
      /** Where to connect to, whatever the host's name resolves to. */
      readonly address: string;
      readonly port: number;
      readonly host: string;
      /** PEM of a further authority to trust beside the system's. */
      readonly ca?: string;
      /** `/` when absent. */
      readonly path?: string;
    };

export interface GatewayOptions {
  /** For the whole handshake; 10 s when absent. */
  readonly timeoutMs?: number;
  /** Ends it with `Interrupted` (Transient). */
  readonly signal?: AbortSignal;
}

export interface Hello {
  /** Another with each process of the gateway, the same on every connection to one. */
  readonly bootId: string;
  readonly version: string;
  readonly protocol: number;
  /** What the gateway granted, sorted. */
  readonly scopes: readonly string[];
  /** The config revision that runs; equals `configRevisionHash` of `config.get` when all is applied. */
  readonly appliedConfigHash?: string;
  readonly tickIntervalMs: number;
  readonly uptimeMs: number;
}

export interface GatewaySession {
  readonly hello: Hello;
  /** When the gateway last gave a sign of life: its greeting, then its ticks. */
  readonly lastTickAt: Date;
  /**
   * `GatewayRefused` with the gateway's code, `GatewayTimeout`, `GatewayBusy`, `GatewayUnreachable`
   * once the session has ended.
   */
  request(method: string, params?: JsonObject, options?: RequestOptions): Promise<JsonValue>;
  /**
   * Resolves once the gateway's process has answered on this connection, which costs it next to
   * nothing. `GatewayTimeout`, `GatewayUnreachable`.
   */
  ping(timeoutMs: number): Promise<void>;
  /** Resolves when the session has ended, by whomever; never rejects. */
  readonly closed: Promise<SessionEnd>;
  close(): Promise<void>;
}

export interface RequestOptions {
  /** 10 s when absent. */
  readonly timeoutMs?: number;
}

export interface SessionEnd {
  /** `silence`: ticks stayed away, so that the process hangs or the road is dead. */
  readonly by: 'us' | 'gateway' | 'silence';
  /** Of the WebSocket; 1006 when the connection broke. */
  readonly code: number;
  readonly message: string;
}

export interface OwnerLink {
  /** Whoever opens it first owns the agent. Once only. */
  readonly url: Secret;
  /** The part of it that gives the right, for pages that hand it over by themselves. */
  readonly bootstrapToken: Secret;
  /** RFC 3339 UTC. */
  readonly expiresAt: string;
}
