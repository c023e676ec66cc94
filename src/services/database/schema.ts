/**
 * The state's tables. A change here needs `drizzle-kit generate`; released migrations never change.
 * What drizzle cannot say (roles, policies, grants, functions) stands in `migrations/0001_isolation.sql`.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
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
import { tenantNameIn } from './tenant-name-in.ts';

export const SCHEMA = 'agentpod';

/** Made and kept by drizzle's migrator, in the same schema. */
export const MIGRATIONS_TABLE = 'migrations';

/** What other files tell apart by name when the database refuses a row. */
export const CONSTRAINT = {
  tenantKey: 'tenants_pkey',
  tenantName: 'tenants_name_key',
  tenantSubnet: 'tenants_subnet_key',
  podKey: 'pods_pkey',
  podName: 'pods_tenant_id_name_key',
  podTenant: 'pods_tenant_id_fkey',
  portLease: 'port_leases_pkey',
  addressLease: 'pods_tenant_id_address_key',
  apiTokenName: 'api_tokens_name_key',
} as const;

/** Not exported: the migrator makes the schema itself, a generated `CREATE SCHEMA` would collide. */
const agentpod = pgSchema(SCHEMA);

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

export const moment = (name: string) => timestamp(name, { withTimezone: true });
export const since = (name: string) => moment(name).notNull().defaultNow();
export const serial = () =>
  bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity();
export const tenantId = () => text('tenant_id').notNull();

export const tenants = agentpod.table(
  'tenants',
  {
    tenantId: text('tenant_id').primaryKey(),
    name: text('name').notNull(),
    /** CIDR, in the form the planner wrote it. */
    subnet: text('subnet').notNull(),
    createdAt: since('created_at'),
    updatedAt: since('updated_at'),
  },
  (table) => [
    unique(CONSTRAINT.tenantName).on(table.name),
    unique(CONSTRAINT.tenantSubnet).on(table.subnet),
    // A session that chose no tenant may compare with the empty text: nobody may be that.
    check('tenants_tenant_id_check', sql`${table.tenantId} <> ''`),
  ],
);

export const pods = agentpod.table(
  'pods',
  {
    uid: text('uid').primaryKey(),
    tenantId: tenantId(),
    name: text('name').notNull(),
    /** Leased on the tenant's network; null when an earlier version recorded the pod. */
    address: text('address'),
    generation: integer('generation').notNull().default(0),
    applied: jsonb('applied').$type<AppliedPod>(),
    deletionPolicy: text('deletion_policy', { enum: ['retain', 'delete'] })
      .notNull()
      .default('retain'),
    conditions: jsonb('conditions').$type<readonly Condition[]>().notNull().default([]),
    createdAt: since('created_at'),
    updatedAt: since('updated_at'),
  },
  (table) => [
    unique(CONSTRAINT.podName).on(table.tenantId, table.name),
    unique(CONSTRAINT.addressLease).on(table.tenantId, table.address),
    // What belongs to a pod refers to both columns, so that it can't claim another tenant.
    unique('pods_tenant_id_uid_key').on(table.tenantId, table.uid),
    // No cascade: a tenant that still has pods is not forgotten by accident.
    foreignKey({
      name: CONSTRAINT.podTenant,
      columns: [table.tenantId],
      foreignColumns: [tenants.tenantId],
    }),
    // Every request of a customer begins with the host that it names.
    index('pods_hosts_idx').using('gin', sql`(${table.applied} -> 'hosts')`),
  ],
);

export const portLeases = agentpod.table(
  'port_leases',
  {
    port: integer('port').primaryKey(),
    tenantId: tenantId(),
    podUid: text('pod_uid').notNull(),
  },
  (table) => [
    unique('port_leases_pod_key').on(table.tenantId, table.podUid),
    foreignKey({
      name: 'port_leases_pod_fkey',
      columns: [table.tenantId, table.podUid],
      foreignColumns: [pods.tenantId, pods.uid],
    }).onDelete('cascade'),
  ],
);

/** One row for a master key in use: a known text under it, so that a wrong key is found at once. */
export const masterKeys = agentpod.table('master_keys', {
  id: text('id').primaryKey(),
  nonce: bytea('nonce').notNull(),
  ciphertext: bytea('ciphertext').notNull(),
  createdAt: since('created_at'),
});

/** The key that a tenant's secrets are encrypted with, itself encrypted under the master key. */
export const tenantKeys = agentpod.table(
  'tenant_keys',
  {
    tenantId: tenantId(),
    version: integer('version').notNull(),
    masterKeyId: text('master_key_id').notNull(),
    nonce: bytea('nonce').notNull(),
    ciphertext: bytea('ciphertext').notNull(),
    createdAt: since('created_at'),
  },
  (table) => [
    primaryKey({ name: 'tenant_keys_pkey', columns: [table.tenantId, table.version] }),
    foreignKey({
      name: 'tenant_keys_tenant_id_fkey',
      columns: [table.tenantId],
      foreignColumns: [tenants.tenantId],
    }).onDelete('cascade'),
    foreignKey({
      name: 'tenant_keys_master_key_id_fkey',
      columns: [table.masterKeyId],
      foreignColumns: [masterKeys.id],
    }),
  ],
);

/** A tenant's own secrets and, with a pod, generated ones. The highest version counts. */
export const secrets = agentpod.table(
  'secrets',
  {
    id: serial(),
    tenantId: tenantId(),
    podUid: text('pod_uid'),
    name: text('name').notNull(),
    version: integer('version').notNull(),
    /** Of the tenant's key. */
    keyVersion: integer('key_version').notNull(),
    nonce: bytea('nonce').notNull(),
    ciphertext: bytea('ciphertext').notNull(),
    fingerprint: text('fingerprint').notNull(),
    createdAt: since('created_at'),
    /** When a newer version took its place. */
    rotatedAt: moment('rotated_at'),
  },
  (table) => [
    unique('secrets_place_key')
      .on(table.tenantId, table.podUid, table.name, table.version)
      .nullsNotDistinct(),
    foreignKey({
      name: 'secrets_tenant_id_fkey',
      columns: [table.tenantId],
      foreignColumns: [tenants.tenantId],
    }).onDelete('cascade'),
    foreignKey({
      name: 'secrets_pod_fkey',
      columns: [table.tenantId, table.podUid],
      foreignColumns: [pods.tenantId, pods.uid],
    }).onDelete('cascade'),
    foreignKey({
      name: 'secrets_key_fkey',
      columns: [table.tenantId, table.keyVersion],
      foreignColumns: [tenantKeys.tenantId, tenantKeys.version],
    }),
  ],
);

/** What the system did and saw. Append-only; a tenant's events outlive the tenant. */
export const events = agentpod.table(
  'events',
  {
    id: serial(),
    time: since('time'),
    /** Null: about no tenant, or about one that was never recorded. */
    tenantId: text('tenant_id'),
    tenantName: text('tenant_name').generatedAlwaysAs(sql`split_part(subject, '/', 2)`),
    subject: text('subject').$type<Subject>().notNull(),
    type: text('type', { enum: ['Normal', 'Warning'] }).notNull(),
    reason: text('reason').notNull(),
    message: text('message').notNull(),
  },
  (table) => [
    index('events_tenant_id_idx').on(table.tenantId, table.id),
    index('events_tenant_name_idx').on(table.tenantName, table.id),
    index('events_subject_idx').on(table.subject, table.id),
    index('events_time_idx').on(table.time),
  ],
);

/** Who asked for what, and how it came out. Append-only. */
export const audit = agentpod.table(
  'audit',
  {
    id: serial(),
    time: since('time'),
    /** Null: about the installation as a whole. */
    tenantId: text('tenant_id'),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').$type<Subject>(),
    /** SHA-256 of the plan's JSON, hex. */
    planFingerprint: text('plan_fingerprint'),
    result: text('result').notNull(),
  },
  (table) => [
    index('audit_tenant_id_idx').on(table.tenantId, table.id),
    index('audit_tenant_name_idx').on(tenantNameIn(table.subject), table.id),
    index('audit_time_idx').on(table.time),
  ],
);

/** When work that must not come too often was last done. */
export const housekeeping = agentpod.table('housekeeping', {
  task: text('task').primaryKey(),
  lastRun: since('last_run'),
});

/** One row: whose state this is. Two instances on one database would prune each other's pods. */
export const installation = agentpod.table('installation', {
  instance: text('instance').primaryKey(),
});
