/** The state's tables. A change here needs `drizzle-kit generate`; released migrations never change. */
import {
  bigserial,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { Condition } from '../../core/model/condition.ts';
import type { AppliedPod } from '../../core/model/observed.ts';
import type { Subject } from '../../core/model/resource.ts';

export const SCHEMA = 'agentpod';

/** Made and kept by drizzle's migrator, in the same schema. */
export const MIGRATIONS_TABLE = 'migrations';

/** What other files tell apart by name when the database refuses a row. */
export const CONSTRAINT = {
  tenantKey: 'tenants_pkey',
  tenantName: 'tenants_name_key',
  tenantSubnet: 'tenants_subnet_key',
  podKey: 'pods_pkey',
  podName: 'pods_tenant_uid_name_key',
  podTenant: 'pods_tenant_uid_fkey',
  portLease: 'port_leases_pkey',
} as const;

/** Not exported: the migrator makes the schema itself, a generated `CREATE SCHEMA` would collide. */
const agentpod = pgSchema(SCHEMA);

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

const moment = (name: string) => timestamp(name, { withTimezone: true }).notNull().defaultNow();

export const tenants = agentpod.table(
  'tenants',
  {
    uid: text('uid').primaryKey(),
    name: text('name').notNull(),
    /** CIDR, in the form the planner wrote it. */
    subnet: text('subnet').notNull(),
    createdAt: moment('created_at'),
    updatedAt: moment('updated_at'),
  },
  (table) => [
    unique(CONSTRAINT.tenantName).on(table.name),
    unique(CONSTRAINT.tenantSubnet).on(table.subnet),
  ],
);

export const pods = agentpod.table(
  'pods',
  {
    uid: text('uid').primaryKey(),
    tenantUid: text('tenant_uid').notNull(),
    name: text('name').notNull(),
    generation: integer('generation').notNull().default(0),
    applied: jsonb('applied').$type<AppliedPod>(),
    deletionPolicy: text('deletion_policy', { enum: ['retain', 'delete'] })
      .notNull()
      .default('retain'),
    conditions: jsonb('conditions').$type<readonly Condition[]>().notNull().default([]),
    createdAt: moment('created_at'),
    updatedAt: moment('updated_at'),
  },
  (table) => [
    unique(CONSTRAINT.podName).on(table.tenantUid, table.name),
    // No cascade: a tenant that still has pods is not forgotten by accident.
    foreignKey({
      name: CONSTRAINT.podTenant,
      columns: [table.tenantUid],
      foreignColumns: [tenants.uid],
    }),
  ],
);

export const portLeases = agentpod.table(
  'port_leases',
  {
    port: integer('port').primaryKey(),
    podUid: text('pod_uid').notNull(),
  },
  (table) => [
    unique('port_leases_pod_uid_key').on(table.podUid),
    foreignKey({
      name: 'port_leases_pod_uid_fkey',
      columns: [table.podUid],
      foreignColumns: [pods.uid],
    }).onDelete('cascade'),
  ],
);

/** Generated secrets, encrypted; see `crypto/envelope.ts`. The highest version counts. */
export const secrets = agentpod.table(
  'secrets',
  {
    podUid: text('pod_uid').notNull(),
    name: text('name').notNull(),
    version: integer('version').notNull(),
    keyId: text('key_id').notNull(),
    nonce: bytea('nonce').notNull(),
    ciphertext: bytea('ciphertext').notNull(),
    createdAt: moment('created_at'),
  },
  (table) => [
    primaryKey({ name: 'secrets_pkey', columns: [table.podUid, table.name, table.version] }),
    foreignKey({
      name: 'secrets_pod_uid_fkey',
      columns: [table.podUid],
      foreignColumns: [pods.uid],
    }).onDelete('cascade'),
  ],
);

/** One row for a master key in use: a known text under it, so that a wrong key is found at once. */
export const masterKeys = agentpod.table('master_keys', {
  id: text('id').primaryKey(),
  nonce: bytea('nonce').notNull(),
  ciphertext: bytea('ciphertext').notNull(),
  createdAt: moment('created_at'),
});

export const events = agentpod.table(
  'events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    time: moment('time'),
    subject: text('subject').$type<Subject>().notNull(),
    type: text('type', { enum: ['Normal', 'Warning'] }).notNull(),
    reason: text('reason').notNull(),
    message: text('message').notNull(),
  },
  (table) => [index('events_subject_id_idx').on(table.subject, table.id.desc())],
);
