import type { SopsRule } from '../core/sops/rules.ts';

/** Encrypts files as SOPS does, for age recipients. */
export interface SecretSealer {
  /**
   * The sealed text of a plain file; nothing is written. InvalidInput: `SealRefused` when it cannot
   * be sealed, `RecipientsMissing` when nobody is named who could open it.
   */
  seal(request: SealRequest): Promise<SealedText>;
}

export interface SealRequest {
  /** Absolute; the end of its name says what form it has. */
  readonly path: string;
  /** Age recipients; when empty, what `.sops.yaml` says counts. */
  readonly recipients: readonly string[];
  /** What is encrypted; undefined leaves it to `.sops.yaml`. */
  readonly rule: SopsRule | undefined;
  /** Leaves plain values free to be edited; undefined leaves it to `.sops.yaml`. */
  readonly macOnlyEncrypted: boolean | undefined;
}

export interface SealedText {
  readonly text: string;
  /** How many values are encrypted. */
  readonly encrypted: number;
  readonly recipients: readonly string[];
  /** Comments are there, and stay readable. */
  readonly hasComments: boolean;
}
