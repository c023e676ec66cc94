/**
 * Tables of the customers' own access to their pods. Only digests: whoever reads them can sign in
 * nowhere. Policies and grants stand in `migrations/0004_customer_access.sql`.
 */
import { foreignKey, index, pgSchema, text, unique } from 'drizzle-orm/pg-core';
import { bytea, moment, pods, SCHEMA, serial, since, tenantId } from './schema.ts';

const agentpod = pgSchema(SCHEMA);

/** One-time links. A redeemed one stays until it would have expired. */
export const customerLinks = agentpod.table(
  'customer_links',
  {
    id: serial(),
    tenantId: tenantId(),
    podUid: text('pod_uid').notNull(),
    /** SHA-256 of the token. */
    digest: bytea('digest').notNull(),
    createdAt: since('created_at'),
    expiresAt: moment('expires_at').notNull(),
    redeemedAt: moment('redeemed_at'),
  },
  (table) => [
    unique('customer_links_digest_key').on(table.tenantId, table.digest),
    index('customer_links_expires_at_idx').on(table.expiresAt),
    foreignKey({
      name: 'customer_links_pod_fkey',
      columns: [table.tenantId, table.podUid],
      foreignColumns: [pods.tenantId, pods.uid],
    }).onDelete('cascade'),
  ],
);

export const customerSessions = agentpod.table(
  'customer_sessions',
  {
    id: serial(),
    tenantId: tenantId(),
    podUid: text('pod_uid').notNull(),
    /** SHA-256 of the cookie's value. */
    digest: bytea('digest').notNull(),
    /** Where it was last used from. */
    address: text('address').notNull(),
    createdAt: since('created_at'),
    lastUsedAt: since('last_used_at'),
    /** Moves with each use. */
    expiresAt: moment('expires_at').notNull(),
    /** Never moves: no use takes it further. */
    endsAt: moment('ends_at').notNull(),
  },
  (table) => [
    unique('customer_sessions_digest_key').on(table.tenantId, table.digest),
    index('customer_sessions_expires_at_idx').on(table.expiresAt),
    foreignKey({
      name: 'customer_sessions_pod_fkey',
      columns: [table.tenantId, table.podUid],
      foreignColumns: [pods.tenantId, pods.uid],
    }).onDelete('cascade'),
  ],
);
