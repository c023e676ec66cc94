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
export type SecretRef = { readonly env: string } | { readonly file: string };

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
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'generated'; readonly name: 'gateway-token' };
