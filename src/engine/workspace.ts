import type { ProxySettings } from '../core/model/proxy.ts';
import type { AgentGateway } from '../ports/agent-gateway.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContainerRuntime } from '../ports/container-runtime.ts';
import type { Firewall } from '../ports/firewall.ts';
import type { LocalCertificates } from '../ports/local-certificates.ts';
import type { RouteCheck } from '../ports/route-check.ts';
import type { SecretReader } from '../ports/secret-reader.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { WriterLock } from '../ports/writer-lock.ts';

/** The ports that a pass works with, opened together by `app.ts` and closed together. */
export interface Workspace {
  readonly settings: WorkspaceSettings;
  readonly runtime: ContainerRuntime;
  readonly gateway: AgentGateway;
  readonly store: StateStore;
  readonly lock: WriterLock;
  /** Held by the one `serve` that acts, for as long as it lives; others stand by. */
  readonly leadership: WriterLock;
  readonly firewall: Firewall;
  readonly secrets: SecretReader;
  readonly certificates: LocalCertificates;
  readonly routes: RouteCheck;
  readonly clock: Clock;
  close(): Promise<void>;
}

export interface WorkspaceSettings {
  /** Several AgentPods may share an Engine; each touches only its own instance's objects. */
  readonly instance: string;
  /** Inclusive range of host ports for pods. */
  readonly ports: { readonly first: number; readonly last: number };
  /** CIDR that tenant networks are cut from. */
  readonly subnetPool: string;
  readonly proxy: ProxySettings;
}

export interface WorkspaceRequest {
  /** Nothing is created: no database, no master key, no folder. */
  readonly readOnly: boolean;
  /** Shown to whoever waits for the lock, e.g. `apply`. */
  readonly command: string;
}

export type OpenWorkspace = (request: WorkspaceRequest) => Promise<Workspace>;
