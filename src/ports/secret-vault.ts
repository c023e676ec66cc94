import type { PodKey } from '../core/model/resource.ts';
import type { Secret } from '../core/model/secret.ts';

/**
 * Values that AgentPod itself keeps, encrypted for one tenant each: secrets that somebody stored, and
 * the gateway tokens that it made. Older versions are gone for good.
 */
export interface SecretVault {
  /** Sorted by tenant and name; never a value. */
  list(): Promise<readonly StoredSecret[]>;
  /** Undefined when nothing is stored under that name. */
  read(tenant: string, name: string): Promise<Secret | undefined>;
  /**
   * Stores the value as the next version; the same value again writes nothing. Fails with
   * `RecordMissing` (Conflict) when the tenant is not on record.
   */
  store(tenant: string, name: string, value: Secret): Promise<StoreResult>;
  /** False when there was none. */
  remove(tenant: string, name: string): Promise<boolean>;
  /** Sorted by pod. */
  tokens(): Promise<readonly TokenInfo[]>;
  /** Makes a new gateway token and answers its version. `RecordMissing` (Conflict) without the pod. */
  rotateToken(pod: PodKey): Promise<number>;
}

interface Versioned {
  /** 1 at first, one more with each new value. */
  readonly version: number;
  /** Keyed; tells equal values from others and nothing else. */
  readonly fingerprint: string;
  /** When this version was stored; RFC 3339 UTC. */
  readonly since: string;
}

export interface StoredSecret extends Versioned {
  readonly tenant: string;
  readonly name: string;
}

export interface TokenInfo extends Versioned {
  readonly pod: PodKey;
}

export interface StoreResult {
  readonly version: number;
  /** False when the value is the one that was there. */
  readonly changed: boolean;
}
