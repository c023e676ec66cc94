import type { Digest } from './customer-access.ts';

/**
 * The one administrator of the dashboard. A password is kept as its argon2id hash, links and sessions as
 * SHA-256 of what opens them.
 */
export interface Administrator {
  /** Undefined before one was set. */
  passwordHash(): Promise<string | undefined>;
  /** A link that sets the password; the one before is worth nothing any more. */
  offerSetup(link: Digest, seconds: number): Promise<void>;
  /** Sets the password and ends every session. False when the link was used, replaced or has expired. */
  redeemSetup(link: Digest, passwordHash: string): Promise<boolean>;
  begin(session: NewAdminSession): Promise<void>;
  /** Moves the expiry, never beyond the session's end. Undefined when there is none, or none any more. */
  use(session: Digest, idleSeconds: number): Promise<AdminSession | undefined>;
  /** False when there was none. */
  end(session: Digest): Promise<boolean>;
  /** Answers how many there were. */
  endAll(): Promise<number>;
  /** The oldest first. */
  sessions(): Promise<readonly AdminSession[]>;
}

export interface NewAdminSession {
  readonly digest: Digest;
  /** Where it began. */
  readonly address: string;
  readonly idleSeconds: number;
  readonly mostSeconds: number;
}

export interface AdminSession {
  readonly id: number;
  readonly address: string;
  /** RFC 3339 UTC. */
  readonly created: string;
  readonly lastUsed: string;
  readonly expires: string;
}
