/**
 * Alerts, and what is to be delivered of them. What is told is kept in our words, and put into those of
 * a receiver when it is sent. Policies and grants stand in `migrations/0006_alerts.sql`.
 */
import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgSchema, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { AlertType, Notice } from '../../core/alerts/alert.ts';
import type { Severity } from '../../core/schema/alerts.ts';
import { moment, SCHEMA, serial, since } from './schema.ts';

const agentpod = pgSchema(SCHEMA);

/** No foreign key: what was wrong with a tenant's pods is known when the tenant is gone, too. */
export const alerts = agentpod.table(
  'alerts',
  {
    id: serial(),
    /** Null: the installation's. */
    tenantId: text('tenant_id'),
    key: text('key').notNull(),
    type: text('type').$type<AlertType>().notNull(),
    severity: text('severity').$type<Severity>().notNull(),
    subject: text('subject').notNull(),
    message: text('message').notNull(),
    since: since('since'),
    firedAt: since('fired_at'),
    toldAt: since('told_at'),
    repeats: integer('repeats').notNull().default(0),
    receivers: jsonb('receivers').$type<readonly string[]>().notNull().default([]),
    /** Null while it goes on. */
    resolvedAt: moment('resolved_at'),
  },
  (table) => [
    index('alerts_tenant_id_idx').on(table.tenantId, table.id),
    // One of a kind at a time; when it fired tells the ones before it apart.
    uniqueIndex('alerts_firing_key').on(table.key).where(sql`${table.resolvedAt} is null`),
    index('alerts_resolved_at_idx').on(table.resolvedAt),
  ],
);

export const alertOutbox = agentpod.table(
  'alert_outbox',
  {
    /** Made by whoever put it in, so that doing that twice is doing it once. */
    id: text('id').primaryKey(),
    order: bigint('order', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    tenantId: text('tenant_id'),
    receiver: text('receiver').notNull(),
    key: text('key').notNull(),
    notice: jsonb('notice').$type<Notice>().notNull(),
    state: text('state', { enum: ['waiting', 'sent', 'dead'] })
      .notNull()
      .default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    nextTryAt: moment('next_try_at').notNull(),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
    /** Of the last try, if it failed. */
    error: text('error').notNull().default(''),
  },
  (table) => [
    index('alert_outbox_tenant_id_idx').on(table.tenantId),
    index('alert_outbox_waiting_idx')
      .on(table.receiver, table.key, table.order)
      .where(sql`${table.state} = 'waiting'`),
    index('alert_outbox_ended_at_idx').on(table.endedAt),
  ],
);
