/**
 * Tokens of the status API. Only digests: whoever reads them can ask nothing. Policies and grants stand
 * in `migrations/0005_api_tokens.sql`.
 */
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgSchema, text, unique } from 'drizzle-orm/pg-core';
import { API_ROLES } from '../../ports/api-tokens.ts';
import { bytea, CONSTRAINT, SCHEMA, serial, since, tenants } from './schema.ts';

const agentpod = pgSchema(SCHEMA);

export const apiTokens = agentpod.table(
  'api_tokens',
  {
    id: serial(),
    /** Null: of all tenants. */
    tenantId: text('tenant_id'),
    name: text('name').notNull(),
    role: text('role', { enum: API_ROLES }).notNull(),
    /** SHA-256 of the token. */
    digest: bytea('digest').notNull(),
    createdAt: since('created_at'),
  },
  (table) => [
    unique(CONSTRAINT.apiTokenName).on(table.name),
    unique('api_tokens_digest_key').on(table.digest),
    index('api_tokens_tenant_id_idx').on(table.tenantId),
    foreignKey({
      name: 'api_tokens_tenant_id_fkey',
      columns: [table.tenantId],
      foreignColumns: [tenants.tenantId],
    }).onDelete('cascade'),
    // A token for one tenant that names none would be one for all of them.
    check(
      'api_tokens_role_check',
      sql`(${table.role} = 'tenant') = (${table.tenantId} is not null)`,
    ),
  ],
);
