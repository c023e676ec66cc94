/** What one look at a route saw, as data: no decision is in it. */
export interface RouteObservation {
  readonly https: HttpsLook;
  /** Absent when the road did not get as far, or nothing was to be proved. */
  readonly proof?: RouteProof;
  /** Looked at only where the proof failed. */
  readonly upgrade?: UpgradeLook;
  /** Absent when DNS was not to be asked. */
  readonly dns?: DnsLook;
  /** Absent when there is no port for plain HTTP. */
  readonly redirect?: RedirectLook;
}

/** Whether the pod behind the road is the very one that was asked directly. */
export type RouteProof = 'same' | 'other' | { readonly failed: string };

export type HttpsLook =
  /** No TLS connection came about. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** TLS, and then no answer to the request. */
  | { readonly kind: 'silent'; readonly certificate: CertificateLook; readonly why: string }
  | {
      readonly kind: 'answered';
      readonly certificate: CertificateLook;
      readonly status: number;
      /** Its beginning. */
      readonly body: string;
    };

export interface CertificateLook {
  /** Common names; empty when there is none. */
  readonly subject: string;
  readonly issuer: string;
  /** RFC 3339 UTC. */
  readonly notAfter: string;
  /** Of the certificate as a whole. */
  readonly fingerprint: string;
  /** Why a client would refuse it for this host: OpenSSL's or Node's code; absent when it would not. */
  readonly problem?: string;
}

export type UpgradeLook =
  | { readonly kind: 'upgraded' }
  | { readonly kind: 'refused'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly why: string };

export type DnsLook =
  /** The name or its addresses do not exist. */
  | { readonly kind: 'none' }
  /** No answer to rely on. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'found'; readonly roads: readonly DnsRoad[] };

export interface DnsRoad {
  readonly address: string;
  readonly leads: DnsLead;
}

/**
 * `own`: an address of this machine, or one that the settings name. `here`: the same certificate as the
 * proxy's, and no other pod.
 */
export type DnsLead =
  | { readonly to: 'own' | 'here' | 'other-pod' }
  | { readonly to: 'other-server'; readonly subject: string }
  | { readonly to: 'nowhere'; readonly why: string };

export type RedirectLook =
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'answered'; readonly status: number; readonly location: string };

/** What is known of the pod's container and of the proxy, whatever the network says. */
export interface RouteFacts {
  /** The container's own. */
  readonly labels: Readonly<Record<string, string>>;
  /** The tenant's network, which the container is in. */
  readonly network: string;
  /** The agent's port in the container. */
  readonly port: number;
  /** Networks that the proxy is attached to; absent when that cannot be known. */
  readonly proxyNetworks?: readonly string[];
}
