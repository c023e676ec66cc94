/**
 * The dashboard's administrator. Only hashes and digests: whoever reads them can sign in nowhere. Grants
 * stand in `migrations/0007_administrator.sql` and `0010_second_factor.sql`; no tenant may see any of it.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgSchema,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { bytea, masterKeys, moment, SCHEMA, serial, since } from './schema.ts';

const agentpod = pgSchema(SCHEMA);

/** One row at most. */
export const administrator = agentpod.table(
  'administrator',
  {
    id: integer('id').primaryKey().default(1),
    /** In the PHC form; null before one was set. */
    passwordHash: text('password_hash'),
    /** SHA-256 of the link's token. */
    setupDigest: bytea('setup_digest'),
    setupExpiresAt: moment('setup_expires_at'),
  },
  (table) => [check('administrator_id_check', sql`${table.id} = 1`)],
);

export const administratorSessions = agentpod.table(
  'administrator_sessions',
  {
    id: serial(),
    /** SHA-256 of the cookie's value. */
    digest: bytea('digest').notNull(),
    address: text('address').notNull(),
    createdAt: since('created_at'),
    lastUsedAt: since('last_used_at'),
    /** Moves with use. */
    expiresAt: moment('expires_at').notNull(),
    /** Never moves: no use takes it further. */
    endsAt: moment('ends_at').notNull(),
  },
  (table) => [
    unique('administrator_sessions_digest_key').on(table.digest),
    index('administrator_sessions_expires_at_idx').on(table.expiresAt),
  ],
);

/**
 * One row at most: what the administrator's codes are made from, under a key of its own, which is itself
 * encrypted under the master key, as tenants' keys are.
 */
export const administratorFactor = agentpod.table(
  'administrator_factor',
  {
    id: integer('id').primaryKey().default(1),
    masterKeyId: text('master_key_id').notNull(),
    keyNonce: bytea('key_nonce').notNull(),
    keyCiphertext: bytea('key_ciphertext').notNull(),
    nonce: bytea('nonce').notNull(),
    ciphertext: bytea('ciphertext').notNull(),
    /** Of the last code that was used. */
    lastStep: bigint('last_step', { mode: 'number' }).notNull(),
  },
  (table) => [
    check('administrator_factor_id_check', sql`${table.id} = 1`),
    foreignKey({
      name: 'administrator_factor_master_key_id_fkey',
      columns: [table.masterKeyId],
      foreignColumns: [masterKeys.id],
    }),
  ],
);
