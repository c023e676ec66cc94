import type { Secret, SecretSource } from '../core/model/secret.ts';

/** Turns references into values, and values into fingerprints that tell nothing. */
export interface SecretReader {
  /**
   * `SecretMissing` (InvalidInput) when the variable is unset, the file is absent, empty, over
   * 64 KiB or not readable. One trailing newline is dropped.
   */
  read(source: Exclude<SecretSource, { kind: 'generated' }>): Promise<Secret>;
  /** HMAC-SHA-256 under a key of this installation, hex, cut to 16 characters. */
  fingerprint(value: Secret): string;
}
