import type { ContainerSpec, VolumeRole } from '../../src/core/model/container.ts';
import type { ObservedContainer, ObservedSpec } from '../../src/core/model/observed.ts';
import type { VolumeFile } from '../../src/ports/container-runtime.ts';

/** What the fake Engine holds. */
export type Labels = Readonly<Record<string, string>>;

/** States that only a stop ends. */
export const UP: ReadonlySet<string> = new Set(['running', 'restarting', 'paused']);

export interface FakeContainer {
  readonly id: string;
  state: ObservedContainer['state'];
  /** What an inspect tells; tests edit it as a hand on the host would. */
  spec: ObservedSpec;
  imageId: string;
  readonly labels: Labels;
  readonly volumes: Readonly<Partial<Record<VolumeRole, string>>>;
  exitCode: number;
  oomKilled: boolean;
  /** No start goes well. */
  stuck?: true;
  restartCount: number;
  startedAt: string;
  /** Of a container that is no pod's: network to address. */
  addresses?: Record<string, string>;
}

export interface FakeNetwork {
  readonly id: string;
  readonly subnet: string;
  readonly bridge: string;
  readonly labels: Labels;
  /** Endpoints beside the containers here, e.g. a reverse proxy's. */
  readonly endpoints: Set<string>;
}

export interface FakeVolume {
  readonly labels: Labels;
  readonly files: Map<string, VolumeFile & { readonly uid: number; readonly gid: number }>;
}

export function hostPorts(container: FakeContainer): number[] {
  return container.spec.publish.map((port) => port.hostPort);
}

export function toObservedSpec(spec: ContainerSpec): ObservedSpec {
  const { network, ...rest } = structuredClone(spec);
  return { ...rest, networks: [network], hardened: true };
}
