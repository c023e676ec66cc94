import type { Secret } from '../core/model/secret.ts';
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
  /**
   * Sets the password, ends every session and drops the second factor: the link is the way back in. False
   * when the link was used, replaced or has expired.
   */
  redeemSetup(link: Digest, passwordHash: string): Promise<boolean>;
  readonly secondFactor: SecondFactor;
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

/** What the codes of the administrator's authenticator are made from (RFC 6238); sealed in the state. */
export interface SecondFactor {
  /** Base32. Undefined when none was set. Fails with `SecretUnreadable` (InvalidInput). */
  secret(): Promise<Secret | undefined>;
  /** The step of the code that proved it counts as used. False when there is one already. */
  set(secret: Secret, step: number): Promise<boolean>;
  /** False when that step, or a later one, was used: each code counts once, whoever comes first. */
  useStep(step: number): Promise<boolean>;
  /** False when there was none. */
  remove(): Promise<boolean>;
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
