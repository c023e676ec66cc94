import type { PodKey } from '../core/model/resource.ts';
import type { Secret } from '../core/model/secret.ts';
import type { NewAuditEntry } from './state-store.ts';

/**
 * Who of a customer's people may open which pod: links that work once, and the sessions that they
 * become. Tokens are 256 random bits, so their SHA-256 is all that is kept, and finding one by it tells
 * nothing by its duration. Times are the store's own clock. A pod that goes takes both with it.
 */
export interface CustomerAccess {
  /** The one pod that was last applied with exactly this host; none while two were. */
  findPod(host: string): Promise<CustomerPod | undefined>;
  /** Makes a link's token; `RecordMissing` (Conflict) without the pod. */
  invite(pod: PodKey, seconds: number): Promise<Invitation>;
  /** Those that are valid, oldest first. */
  sessions(pod: PodKey): Promise<readonly CustomerSession[]>;
  /** Answers how many there were: 1 or 0. */
  revoke(pod: PodKey, id: number): Promise<number>;
  /** All sessions, and all links that nobody has used. */
  revokeAll(pod: PodKey): Promise<{ readonly sessions: number; readonly links: number }>;
  /** For one request about one pod, which sees nothing of any other tenant. */
  within(pod: CustomerPod): PodAccess;
}

export interface PodAccess {
  /**
   * Turns the link into the session, or answers false: unknown, used, expired, or another pod's. Of
   * several at once, one succeeds. The trace is written with the session, or neither is.
   */
  redeem(linkDigest: Digest, session: NewSession, trace: NewAuditEntry): Promise<boolean>;
  /** Finds a valid session of this pod and moves its expiry. */
  use(sessionDigest: Digest, use: SessionUse): Promise<CustomerSession | undefined>;
  /** Answers whether there was one. */
  end(sessionDigest: Digest): Promise<boolean>;
  appendAudit(entries: readonly NewAuditEntry[]): Promise<void>;
}

/** SHA-256 of a token's text, hex. */
export type Digest = string;

export interface CustomerPod {
  readonly key: PodKey;
  readonly tenantUid: string;
  readonly uid: string;
}

export interface Invitation {
  /** 32 random bytes as base64url. */
  readonly token: Secret;
  /** RFC 3339 UTC. */
  readonly expires: string;
}

export interface SessionUse {
  readonly address: string;
  /** It expires so long after its last use. */
  readonly idleSeconds: number;
}

export interface NewSession extends SessionUse {
  readonly digest: Digest;
  /** It ends then, however much it is used. */
  readonly mostSeconds: number;
}

export interface CustomerSession {
  readonly id: number;
  readonly created: string;
  readonly lastUsed: string;
  readonly expires: string;
  /** Where it was last used from. */
  readonly address: string;
}
