import type { WriterLock } from './writer-lock.ts';

/** Takes the whole state out into a file, and puts it back from there. */
export interface StateCopy {
  /**
   * Writers go on meanwhile: what they write then is in the next backup. `StateEmpty`,
   * `StateForbidden`, `BackupUnwritable`, `BackupInvalid` (InvalidInput) and what opening a state
   * fails with; a file of this name from before stays unless the new one is whole.
   */
  backup(request: BackupRequest): Promise<BackupReport>;
  /**
   * All or nothing. `BackupUnreadable`, `BackupLocked`, `BackupInvalid`, `BackupNewer`,
   * `MasterKeyMissing`, `MasterKeyWrong` (InvalidInput), `StateNotEmpty`, `LockHeld` (Conflict).
   */
  restore(request: RestoreRequest): Promise<RestoreReport>;
}

/** `passphrase` and `identity` are files; `recipient` is an age public key. */
export type BackupLockChoice = { readonly passphrase: string } | { readonly recipient: string };
export type BackupKeyChoice = { readonly passphrase: string } | { readonly identity: string };

export interface BackupRequest {
  /** Absolute; replaced when it is there. */
  readonly file: string;
  readonly lock: BackupLockChoice;
  /** Whoever opens the backup can then read every secret in it. */
  readonly includeMasterKey: boolean;
  readonly now: Date;
}

export interface BackupReport {
  readonly tables: Tallies;
  readonly verification: Verification;
  /** Ids of the master keys that a restore needs. */
  readonly keys: readonly string[];
  readonly masterKeyFile: string;
  readonly seconds: number;
}

export interface Verification {
  /** Restored and compared in a database of its own; else `why` says what kept it from that. */
  readonly restored: boolean;
  readonly why: string;
  /** A gateway token was decrypted in the restored copy, with the master key that is in use. */
  readonly secretOpened: boolean;
}

export interface RestoreRequest {
  /** Absolute. */
  readonly file: string;
  readonly key: BackupKeyChoice;
  /** What the state holds now may go. */
  readonly overwrite: boolean;
  readonly lock: Parameters<WriterLock['acquire']>[0];
}

export interface RestoreReport {
  readonly tables: Tallies;
  readonly seconds: number;
}

/** Rows of each table and SHA-256 of their text, hex. */
export type Tallies = Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>;
