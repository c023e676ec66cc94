import type { SopsKeys } from '../sops/metadata.ts';

const REDACTED = '(sensitive)';

/** A value that cannot be printed, logged, stringified or inspected by accident. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The only way out. Call it where the value is written to its destination, nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

/** Where a secret's value comes from. A relative file is relative to the manifest's folder. */
export type SecretRef =
  | { readonly env: string }
  /** Stored for the pod's tenant by `agentpod secret set`. */
  | { readonly secret: string }
  | { readonly file: string }
  /** A file under SOPS and the dotted path of a value in it; no path for a binary file. */
  | { readonly sops: string; readonly key?: string }
  /** A program and its arguments, which prints the value. */
  | { readonly exec: readonly string[] }
  /** Encrypted in place by SOPS: `ENC[…]`. */
  | { readonly value: string };

/**
 * A secret as the core knows it: a name, a source, and a keyed fingerprint (HMAC-SHA-256,
 * hex, cut to 16 characters) that changes when the value does. Never the value.
 */
export interface SecretMaterial {
  /** File name under /run/agentpod/secrets, e.g. `provider-openai`, `channel-telegram-bot-token`. */
  readonly name: string;
  readonly source: SecretSource;
  readonly fingerprint: string;
}

/** `generated` values (the gateway token) live encrypted in the state database. */
export type SecretSource =
  | { readonly kind: 'env'; readonly name: string }
  /** Encrypted in the state database, for this tenant. */
  | { readonly kind: 'stored'; readonly tenant: string; readonly name: string }
  | ({ readonly kind: 'file' } & FileOfSecrets)
  /** `key` is a dotted path, empty for a binary file. */
  | ({ readonly kind: 'sops'; readonly key: string } & FileOfSecrets)
  | {
      readonly kind: 'exec';
      readonly command: readonly string[];
      /** Where it runs: the manifest's folder; absolute. */
      readonly directory: string;
    }
  /**
   * A value that stands encrypted in a manifest, with all that opening it takes but the age key, so
   * that a saved plan needs no manifest. `context` is what the value is bound to.
   */
  | {
      readonly kind: 'sealed';
      readonly value: string;
      readonly context: string;
      readonly keys: SopsKeys;
    }
  | { readonly kind: 'generated'; readonly name: 'gateway-token' };

export interface FileOfSecrets {
  /** Absolute. */
  readonly path: string;
  /** The manifest's folder, which a relative path may not leave; absent for an absolute one. */
  readonly within?: string;
}

/** Sources that a `SecretReader` reads. */
export type ReadableSource = Exclude<SecretSource, { kind: 'generated' }>;
