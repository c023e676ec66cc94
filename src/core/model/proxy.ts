import type { PortBinding, ResourceLimits } from './container.ts';
import type { ContainerState } from './observed.ts';
import type { SecretMaterial } from './secret.ts';

/** How this AgentPod's reverse proxy is run; from the environment, so it is the same in each pass. */
export interface ProxySettings {
  /** `external`: somebody else runs it (Compose); AgentPod only connects it and writes its routes. */
  readonly mode: 'managed' | 'external' | 'off';
  /** Name of the external proxy's container; unused otherwise. */
  readonly externalContainer: string;
  /** Host address that the entry points are published on. */
  readonly bind: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly traefikImage: string;
  readonly socketFilterImage: string;
  /** Absent: only hosts that the local authority signs for get a certificate. */
  readonly acme: AcmeSettings | undefined;
  /** Addresses that lead to the proxy although this machine does not have them: NAT, a load balancer. */
  readonly publicAddresses: readonly string[];
  /** AgentPod's customer login, which `serve` runs; absent: there is none. */
  readonly door: DoorSettings | undefined;
}

export interface DoorSettings {
  readonly port: number;
  /** Where an external proxy reaches it; our own finds it by itself. */
  readonly url: string | undefined;
  /** Whom customers are told to ask for a new link. */
  readonly vendor: string | undefined;
}

export interface AcmeSettings {
  readonly email: string;
  /** Directory URL. */
  readonly server: string;
  readonly challenge: 'http' | 'tls' | 'dns';
  /** Name of Traefik's DNS provider; set when the challenge is `dns`. */
  readonly dnsProvider: string | undefined;
  /** Names of AgentPod's own environment variables that the provider needs; each value is a secret. */
  readonly dnsVariables: readonly string[];
  /**
   * DNS servers, as `address:port`, that are asked whether a DNS challenge's record is there, instead of
   * the zone's own; empty: those.
   */
  readonly dnsResolvers: readonly string[];
  /**
   * PEM file with a private authority's roots: the one that its server shows, and the one that it signs
   * with.
   */
  readonly caFile: string | undefined;
}

/** A container that AgentPod needs for itself. No pod: it may publish on any address. */
export interface ProxyContainerSpec {
  readonly image: string;
  readonly command: readonly string[];
  /** `uid:gid`. */
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  /** The one that it is created in; others are connected. */
  readonly network: string;
  /** Its name on that network. */
  readonly alias: string;
  readonly publish: readonly PortBinding[];
  readonly mounts: readonly ProxyMount[];
  /** Whether the Engine's socket is mounted: for the filter alone. */
  readonly engineSocket: boolean;
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly resources: ResourceLimits;
  readonly stopGraceSeconds: number;
}

interface ProxyMount {
  readonly volume: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export type ProxyRole = 'traefik' | 'socket-filter';

/** A file for one of the proxy's volumes, relative to its root. */
export type ProxyFile = { readonly path: string } & (
  | { readonly text: string }
  | { readonly secret: SecretMaterial }
);

/** What the Engine has of the proxy. */
export interface ObservedProxy {
  readonly containers: readonly ObservedProxyContainer[];
  readonly networks: readonly { readonly name: string; readonly subnet: string }[];
  readonly volumes: readonly string[];
}

export interface ObservedProxyContainer {
  readonly name: string;
  /** Undefined for the external proxy. */
  readonly role: ProxyRole | undefined;
  readonly state: ContainerState;
  readonly specHash: string;
  readonly imageId: string;
  /** Network name to the address it has, or gets when it starts. */
  readonly networks: Readonly<Record<string, string>>;
}
