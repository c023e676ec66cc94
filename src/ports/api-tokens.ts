import type { Secret } from '../core/model/secret.ts';

/** `admin` and `read-only` see every tenant; `tenant` sees one, and of the server only its health. */
export const API_ROLES = ['admin', 'read-only', 'tenant'] as const;
type ApiRole = (typeof API_ROLES)[number];

/**
 * Who may ask the status API. Tokens are 256 random bits, so their SHA-256 is all that is kept, and
 * finding one by it tells nothing by its duration. A tenant that goes takes its tokens with it.
 */
export interface ApiTokens {
  /**
   * Makes the token, which nobody can see again. `NameTaken` (Conflict) when one is called so;
   * `RecordMissing` (Conflict) without the tenant.
   */
  create(token: NewApiToken): Promise<Secret>;
  /** Sorted by name. */
  list(): Promise<readonly ApiToken[]>;
  /** False when there was none. */
  revoke(name: string): Promise<boolean>;
  /** By the SHA-256 of its text, hex. */
  find(digest: string): Promise<ApiToken | undefined>;
}

export type NewApiToken = { readonly name: string } & (
  | { readonly role: Exclude<ApiRole, 'tenant'> }
  | { readonly role: 'tenant'; readonly tenant: string }
);

export interface ApiToken {
  readonly name: string;
  readonly role: ApiRole;
  /** Of the role `tenant` alone. */
  readonly tenant: TokenTenant | undefined;
  /** RFC 3339 UTC. */
  readonly created: string;
}

interface TokenTenant {
  readonly name: string;
  readonly uid: string;
}
