import type { AgentType, PodSpec, TenantSpec } from '../schema/types.ts';
import type { Diagnostic, Position } from './diagnostic.ts';
import type { EgressPolicy } from './egress.ts';
import type { PodKey } from './resource.ts';
import type { SecretMaterial } from './secret.ts';

/** What the manifests ask for: validated, defaults applied, secrets reduced to fingerprints. */
export interface DesiredState {
  /** Sorted by name. */
  readonly tenants: readonly DesiredTenant[];
  /** Sorted by key. */
  readonly pods: readonly DesiredPod[];
  readonly warnings: readonly Diagnostic[];
}

export interface DesiredTenant {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: TenantSpec;
  readonly position: Position;
}

export interface DesiredPod {
  readonly key: PodKey;
  readonly tenant: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly agent: AgentType;
  /** The pod's own spec with the tenant's defaults and ours merged in; see `desired/defaults.ts`. */
  readonly spec: ResolvedPodSpec;
  /** The pod's or its tenant's. */
  readonly suspended: boolean;
  /** Nothing is done about it, whatever its manifest says; its own or its tenant's annotation. */
  readonly leftAlone: boolean;
  /** Any text: another one asks for a look. */
  readonly requestedAt: string;
  /** Public host names; from the spec, else from the tenant's domain pattern, else empty. */
  readonly hosts: readonly string[];
  /** Sorted by name; without the generated gateway token. */
  readonly secrets: readonly SecretMaterial[];
  /** For the reverse proxy, and not for the pod. */
  readonly routeSecrets: readonly SecretMaterial[];
  readonly position: Position;
}

/** A pod's spec with every default explicit. Sizes are bytes, never text. */
export interface ResolvedPodSpec
  extends Omit<
    PodSpec,
    'image' | 'resources' | 'env' | 'deletionPolicy' | 'egress' | 'onUnhealthy' | 'readiness'
  > {
  readonly image: string;
  readonly resources: {
    readonly cpus: number;
    readonly memoryBytes: number;
    readonly pids: number;
  };
  readonly env: Readonly<Record<string, string>>;
  readonly deletionPolicy: 'retain' | 'delete';
  readonly onUnhealthy: 'restart' | 'alert' | 'none';
  readonly readiness: { readonly channels: 'required' | 'ignored' };
  readonly egress: EgressPolicy;
}
