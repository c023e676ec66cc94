/** What `serve` keeps for the one that leads after it. No row belongs to a tenant. */
import { sql } from 'drizzle-orm';
import { bigint, check, integer, pgSchema, text } from 'drizzle-orm/pg-core';
import type { FailureClass } from '../../core/model/errors.ts';
import type { Subject } from '../../core/model/resource.ts';
import { moment, SCHEMA, since } from './schema.ts';

const agentpod = pgSchema(SCHEMA);

/** One row: which server leads. Another number for each time that one began to. */
export const leadership = agentpod.table(
  'leadership',
  {
    id: integer('id').primaryKey().default(1),
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    /** When it began. */
    since: since('since'),
  },
  (table) => [check('leadership_one_check', sql`${table.id} = 1`)],
);

/** A row for a subject that has to wait before it is tried again. */
export const waits = agentpod.table('waits', {
  subject: text('subject').$type<Subject>().primaryKey(),
  wish: text('wish').notNull(),
  heals: integer('heals').notNull(),
  lastHealAt: moment('last_heal_at'),
  failures: integer('failures').notNull(),
  failure: text('failure').$type<FailureClass>(),
  notBefore: moment('not_before'),
});
