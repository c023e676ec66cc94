import type { Condition } from '../core/model/condition.ts';
import type { AppliedPod, StateRecords } from '../core/model/observed.ts';
import type { PodKey, Subject } from '../core/model/resource.ts';
import type { Secret } from '../core/model/secret.ts';

/**
 * What AgentPod remembers between passes: identities, leases, what was applied, generated
 * secrets and events. Failures are `AgentPodError`s: `StateUnreachable` (Transient),
 * `LeaseTaken` (Conflict: another writer got that port or subnet first).
 */
export interface StateStore {
  load(): Promise<StateRecords>;

  /** Does nothing when the tenant is already there with the same uid and subnet. */
  recordTenant(record: {
    readonly name: string;
    readonly uid: string;
    readonly subnet: string;
  }): Promise<void>;
  forgetTenant(name: string): Promise<void>;

  /** Creates the pod or moves its port lease. Makes the gateway token with the pod. */
  recordPod(record: {
    readonly key: PodKey;
    readonly uid: string;
    readonly port: number;
  }): Promise<void>;
  commitPod(commit: PodCommit): Promise<void>;
  /** Drops the record, the lease and the generated secrets. Events stay. */
  forgetPod(key: PodKey): Promise<void>;

  /** Replaces the list. Writes only when one differs in more than its time from what is stored. */
  setConditions(key: PodKey, conditions: readonly Condition[]): Promise<void>;

  /** Undefined when the pod has none. */
  gatewayToken(key: PodKey): Promise<Secret | undefined>;

  appendEvents(events: readonly NewEvent[]): Promise<void>;
  /** Newest first. */
  events(filter: { readonly subject?: Subject; readonly limit: number }): Promise<readonly Event[]>;

  close(): Promise<void>;
}

export interface PodCommit {
  readonly key: PodKey;
  readonly generation: number;
  readonly applied: AppliedPod;
  readonly deletionPolicy: 'retain' | 'delete';
}

export interface NewEvent {
  readonly subject: Subject;
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, e.g. `Created`, `Healed`, `RolledBack`, `Failed`, `Deleted`. */
  readonly reason: string;
  readonly message: string;
}

export interface Event extends NewEvent {
  readonly id: number;
  /** RFC 3339 UTC. */
  readonly time: string;
}
