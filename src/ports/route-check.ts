import type { RouteFacts, RouteProof } from '../core/proxy/route-observation.ts';
import type { RouteVerdict } from '../core/proxy/route-verdict.ts';

/** Finds out whether a pod's host leads to that pod, through the reverse proxy and as visitors go. */
export interface RouteCheck {
  /** Until something speaks TLS at that address of this host; `ProxyNotReady` (Transient) when nothing does. */
  awaitProxy(address: string, httpsPort: number): Promise<void>;
  /** Ends in bounded time, and rejects only when the caller's signal aborts. */
  verifyRoute(request: RouteRequest, signal?: AbortSignal): Promise<RouteVerdict>;
}

export interface RouteRequest {
  readonly host: string;
  readonly proxy: {
    /** Where this machine reaches the proxy, usually 127.0.0.1. */
    readonly address: string;
    readonly httpsPort: number;
    /** Its redirection to HTTPS is checked; absent: it is not. */
    readonly httpPort?: number;
  };
  /** `skip` for local names, which no public DNS knows. */
  readonly dns: 'check' | 'skip';
  /** PEM of an authority that is trusted beside the system's. */
  readonly authority?: string;
  /** A path that the agent answers with 2xx when it may get traffic. */
  readonly readyPath: string;
  /** Path of the agent's WebSocket, looked at to tell a refused upgrade from a failed proof. */
  readonly webSocketPath?: string;
  readonly facts: RouteFacts;
  /**
   * Compares who answers over the road with who answers directly. It is asked only over a connection
   * whose certificate holds for the host. Absent for an agent that cannot prove itself.
   */
  readonly prove?: (road: ProxyRoad, signal: AbortSignal) => Promise<RouteProof>;
}

/** How to connect as a visitor: TLS to the address, with the host as server name and in `Host`. */
export interface ProxyRoad {
  readonly kind: 'proxy';
  readonly address: string;
  readonly port: number;
  readonly host: string;
  /** PEM, beside the system's. */
  readonly ca?: string;
}
