import type { Condition } from '../core/model/condition.ts';
import type { AppliedPod, StateRecords } from '../core/model/observed.ts';
import type { PodKey, Subject } from '../core/model/resource.ts';
import type { Secret } from '../core/model/secret.ts';
import type { Administrator } from './administrator.ts';
import type { AlertFilter, AlertRecord, AlertStore } from './alert-store.ts';
import type { ApiTokens } from './api-tokens.ts';
import type { CustomerAccess } from './customer-access.ts';
import type { SecretVault } from './secret-vault.ts';
import type { WaitStore } from './wait-store.ts';

/**
 * What AgentPod remembers between passes: identities, leases, what was applied, generated
 * secrets, events and the audit. Failures are `AgentPodError`s: `StateUnreachable` (Transient),
 * `LeaseTaken` (Conflict: another writer got that port or subnet first), `NotLeading` (Transient: of a
 * server's writes, since another one took over).
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

  /** Creates the pod or moves its leases. Makes the gateway token with a new pod. */
  recordPod(record: NewPod): Promise<void>;
  commitPod(commit: PodCommit): Promise<void>;
  /** Drops the record, the lease and the generated secrets. Events stay. */
  forgetPod(key: PodKey): Promise<void>;

  /** Replaces the list. Writes only when one differs in more than its time from what is stored. */
  setConditions(key: PodKey, conditions: readonly Condition[]): Promise<void>;

  /** Undefined when the pod has none. */
  gatewayToken(key: PodKey): Promise<Secret | undefined>;
  /** What `AgentGateway.pair` gave. Undefined when AgentPod is no device of the pod's gateway yet. */
  device(key: PodKey): Promise<Secret | undefined>;
  /** In place of the one before. `RecordMissing` (Conflict) without the pod. */
  storeDevice(key: PodKey, device: Secret): Promise<void>;
  readonly vault: SecretVault;
  readonly access: CustomerAccess;
  readonly apiTokens: ApiTokens;
  readonly waits: WaitStore;
  readonly administrator: Administrator;
  readonly alerts: AlertStore;

  appendEvents(events: readonly NewEvent[]): Promise<void>;
  /** Newest first. */
  events(filter: EventFilter): Promise<readonly Event[]>;
  /**
   * Events as they come, oldest first, none left out and none twice, until the signal aborts. An
   * outage of the database is waited out; only a first connection that fails ends it.
   */
  follow(options: FollowOptions): AsyncIterable<Event>;
  appendAudit(entries: readonly NewAuditEntry[]): Promise<void>;
  /** Newest first. */
  audit(filter: AuditFilter): Promise<readonly AuditEntry[]>;
  /**
   * Deletes what the retention does not cover, in batches, and what of the customers' access has
   * expired. Does nothing, and answers 0, when that was
   * done within the last hour, by whichever process. Answers how many rows went.
   */
  trimLogs(retention: Retention): Promise<number>;

  /** These sources were looked at with success just now. */
  noteSources(names: readonly string[]): Promise<void>;

  /** What one tenant may see; the database itself gives no other tenant's rows. */
  asTenant(uid: string): TenantState;

  close(): Promise<void>;
}

/** The view of one tenant, for requests that are about it alone. */
export interface TenantState {
  load(): Promise<StateRecords>;
  events(filter: EventFilter): Promise<readonly Event[]>;
  audit(filter: AuditFilter): Promise<readonly AuditEntry[]>;
  /** As `AlertStore.alerts`. */
  alerts(filter: AlertFilter): Promise<readonly AlertRecord[]>;
  /** As `StateStore.follow`. */
  follow(options: FollowOptions): AsyncIterable<Event>;
}

export interface NewPod {
  readonly key: PodKey;
  readonly uid: string;
  readonly port: number;
  /** On the tenant's network; what is stored stays when absent. */
  readonly address?: string;
  /** One that is in use already, instead of a new one. */
  readonly token?: Secret;
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

interface EventChoice {
  readonly subject?: Subject;
  /** By name; events of tenants that are gone are found too. */
  readonly tenant?: string;
  readonly type?: NewEvent['type'];
}

export interface EventFilter extends EventChoice {
  /** RFC 3339; none older than this. */
  readonly since?: string;
  /** Only ids below this. */
  readonly before?: number;
  readonly limit: number;
}

export interface FollowOptions extends EventChoice {
  /** Id of the last event that is known; without it, begins with what happens from now on. */
  readonly after?: number;
  readonly signal: AbortSignal;
  /** The database went away, in words; following goes on when it is back. */
  readonly onOutage?: (message: string) => void;
}

export interface NewAuditEntry {
  /** Who asked, e.g. `alice@laptop`. */
  readonly actor: string;
  /** What for, e.g. `apply`, `delete`, `exec openclaw`. */
  readonly action: string;
  /** Absent: the installation as a whole. */
  readonly subject?: Subject;
  /** SHA-256 of the plan's JSON, hex. */
  readonly planFingerprint?: string;
  /** `started`, then one for each subject: `created`, `failed`, `exit 1`, … */
  readonly result: string;
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: number;
  /** RFC 3339 UTC. */
  readonly time: string;
}

export interface AuditFilter {
  /** By name; only what is about it or its pods. */
  readonly tenant?: string;
  /** RFC 3339; none older than this. */
  readonly since?: string;
  /** Only ids below this. */
  readonly before?: number;
  readonly limit: number;
}

export interface Retention {
  readonly eventDays: number;
  /** For each tenant, whatever their age. */
  readonly eventsPerTenant: number;
  readonly auditDays: number;
}
