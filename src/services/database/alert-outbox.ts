/** What is to be delivered of alerts, as rows, until long after it was. */
import { and, asc, count, desc, eq, max, min, notInArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type {
  DeadDelivery,
  Delivery,
  DeliveryFailure,
  ReceiverState,
} from '../../ports/alert-store.ts';
import { alertOutbox } from './alert-tables.ts';
import type { Database } from './postgres.ts';

const LONGEST_ERROR = 500;

const earlier = alias(alertOutbox, 'earlier');
/** Of its alert, the oldest for this receiver. */
const isFirst = sql`not exists (select from ${alertOutbox} ${sql.identifier('earlier')}
  where ${earlier.receiver} = ${alertOutbox.receiver} and ${earlier.key} = ${alertOutbox.key}
    and ${earlier.state} = 'waiting' and ${earlier.order} < ${alertOutbox.order})`;

function waitingFor(receiver: string) {
  return and(eq(alertOutbox.receiver, receiver), eq(alertOutbox.state, 'waiting'), isFirst);
}

export async function dueDeliveries(
  db: Database,
  receiver: string,
  now: number,
  limit: number,
): Promise<readonly Delivery[]> {
  const rows = await db
    .select()
    .from(alertOutbox)
    .where(and(waitingFor(receiver), sql`${alertOutbox.nextTryAt} <= ${text(now)}`))
    .orderBy(asc(alertOutbox.order))
    .limit(limit);
  return rows.map(({ id, notice, attempts, createdAt }) => ({
    ...{ id, notice, attempts },
    createdAt: createdAt.getTime(),
  }));
}

export async function nextDueDelivery(db: Database, receiver: string): Promise<number | undefined> {
  const [row] = await db
    .select({ at: min(alertOutbox.nextTryAt) })
    .from(alertOutbox)
    .where(waitingFor(receiver));
  return row?.at?.getTime();
}

export async function markSent(db: Database, id: string, at: number): Promise<void> {
  await db
    .update(alertOutbox)
    .set({
      state: 'sent',
      attempts: sql`${alertOutbox.attempts} + 1`,
      endedAt: new Date(at),
      error: '',
    })
    .where(eq(alertOutbox.id, id));
}

export async function markFailed(
  db: Database,
  id: string,
  { message, at, nextTryAt }: DeliveryFailure,
): Promise<void> {
  const ending =
    nextTryAt === undefined
      ? ({ state: 'dead', endedAt: new Date(at) } as const)
      : { nextTryAt: new Date(nextTryAt) };
  await db
    .update(alertOutbox)
    .set({
      ...ending,
      attempts: sql`${alertOutbox.attempts} + 1`,
      error: message.slice(0, LONGEST_ERROR),
    })
    .where(eq(alertOutbox.id, id));
}

export async function abandonDeliveries(
  db: Database,
  receivers: readonly string[],
  at: number,
): Promise<number> {
  const others =
    receivers.length === 0 ? undefined : notInArray(alertOutbox.receiver, [...receivers]);
  const error = 'no receiver is called so any more';
  const { rowCount } = await db
    .update(alertOutbox)
    .set({ state: 'dead', endedAt: new Date(at), error })
    .where(and(eq(alertOutbox.state, 'waiting'), others));
  return rowCount ?? 0;
}

export async function receiverStates(db: Database): Promise<readonly ReceiverState[]> {
  const { receiver, state, endedAt, error } = alertOutbox;
  const those = (name: 'waiting' | 'sent' | 'dead') => sql`filter (where ${state} = ${name})`;
  const rows = await db
    .select({
      receiver,
      waiting: sql<number>`(${count()} ${those('waiting')})::int`,
      sent: sql<number>`(${count()} ${those('sent')})::int`,
      dead: sql<number>`(${count()} ${those('dead')})::int`,
      lastSentAt: sql`${max(endedAt)} ${those('sent')}`.mapWith(endedAt),
      lastError: sql<string>`coalesce((array_agg(${error} order by ${alertOutbox.order} desc)
        filter (where ${error} <> '' or ${state} = 'sent'))[1], '')`,
    })
    .from(alertOutbox)
    .groupBy(receiver)
    .orderBy(sql`${receiver} collate "C"`);
  return rows.map((row) => ({ ...row, lastSentAt: (row.lastSentAt as Date | null)?.getTime() }));
}

export async function deadDeliveries(
  db: Database,
  limit: number,
): Promise<readonly DeadDelivery[]> {
  const rows = await db
    .select()
    .from(alertOutbox)
    .where(eq(alertOutbox.state, 'dead'))
    .orderBy(desc(alertOutbox.endedAt), desc(alertOutbox.order))
    .limit(limit);
  return rows.map(({ id, receiver, notice, attempts, endedAt, error }) => ({
    ...{ id, receiver, notice, attempts },
    endedAt: endedAt?.getTime() ?? 0,
    message: error,
  }));
}

function text(milliseconds: number) {
  return sql`${new Date(milliseconds).toISOString()}::timestamptz`;
}
