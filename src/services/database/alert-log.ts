/** Alerts as rows: those that go on, and for a while those that are over. */
import { and, desc, eq, gte, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { PgSelect } from 'drizzle-orm/pg-core';
import { type FiringAlert, type Notice, tenantOfAlert } from '../../core/alerts/alert.ts';
import type { AlertChange, AlertFilter, AlertRecord } from '../../ports/alert-store.ts';
import { alertOutbox, alerts } from './alert-tables.ts';
import { ownerOf } from './event-log.ts';
import type { Database } from './postgres.ts';

export async function firingAlerts(db: Database): Promise<readonly FiringAlert[]> {
  const rows = await db.select().from(alerts).where(isNull(alerts.resolvedAt)).orderBy(alerts.id);
  return rows.map((row) => ({ ...shown(row), receivers: row.receivers }));
}

/** With whom was told of each. */
export async function listAlerts(
  db: Database,
  filter: AlertFilter,
): Promise<readonly AlertRecord[]> {
  const rows = await chosen(db.select(COLUMNS).from(alerts).$dynamic(), filter);
  return rows.map((row) => recordOf(row, row.receivers));
}

/** Whom the operator tells is not for tenants: the database gives them no such column. */
export async function listTenantsAlerts(
  db: Database,
  filter: AlertFilter,
): Promise<readonly AlertRecord[]> {
  const { receivers: _, ...columns } = COLUMNS;
  const rows = await chosen(db.select(columns).from(alerts).$dynamic(), filter);
  return rows.map((row) => recordOf(row, []));
}

function chosen<Query extends PgSelect>(query: Query, { endedSince, limit }: AlertFilter): Query {
  return query
    .where(or(isNull(alerts.resolvedAt), gte(alerts.resolvedAt, new Date(endedSince))))
    .orderBy(sql`${alerts.resolvedAt} is not null`, desc(alerts.id))
    .limit(limit);
}

function recordOf(
  row: Row & { readonly resolvedAt: Date | null },
  receivers: readonly string[],
): AlertRecord {
  return { ...shown(row), receivers, resolvedAt: row.resolvedAt?.getTime() };
}

const { id, key, type, severity, subject, message, repeats, receivers } = alerts;
const COLUMNS = {
  ...{ id, key, type, severity, subject, message, repeats, receivers },
  since: alerts.since,
  firedAt: alerts.firedAt,
  toldAt: alerts.toldAt,
  resolvedAt: alerts.resolvedAt,
};

type Row = Omit<typeof alerts.$inferSelect, 'receivers' | 'tenantId' | 'id'>;

function shown(row: Row): Omit<FiringAlert, 'receivers'> {
  const { key, type, severity, subject, message, since, firedAt, toldAt, repeats } = row;
  const times = { since: since.getTime(), firedAt: firedAt.getTime(), toldAt: toldAt.getTime() };
  return { key, type, severity, subject, message, ...times, repeats };
}

export async function recordAlerts(db: Database, changes: readonly AlertChange[]): Promise<void> {
  await db.transaction(async (inside) => {
    for (const change of changes) await recordAlert(inside, change);
  });
}

async function recordAlert(db: Database, { notice, deliveries }: AlertChange): Promise<void> {
  const { key, subject } = notice.alert;
  const tenantId = ownerOfAlert(subject);
  if (notice.state === 'resolved') await resolve(db, notice);
  else await tell(db, notice, tenantId);
  if (deliveries.length === 0) return;
  const at = new Date(notice.at);
  await db
    .insert(alertOutbox)
    .values(
      deliveries.map((delivery) => ({
        ...{ ...delivery, tenantId, key, notice },
        nextTryAt: at,
        createdAt: at,
      })),
    )
    .onConflictDoNothing();
}

async function tell(db: Database, { alert }: Notice, tenantId: SQL<string | null>): Promise<void> {
  const { key, type, subject, severity, message, repeats, receivers } = alert;
  const firedAt = new Date(alert.firedAt);
  // One that was told and ended meanwhile: asked for a second time, nothing is to begin again.
  const [known] = await db
    .select({ resolvedAt: alerts.resolvedAt })
    .from(alerts)
    .where(and(eq(alerts.key, key), eq(alerts.firedAt, firedAt)));
  if (known !== undefined && known.resolvedAt !== null) return;
  const said = { severity, message, toldAt: new Date(alert.toldAt), repeats };
  await db
    .insert(alerts)
    .values({
      tenantId,
      key,
      type,
      subject,
      receivers,
      since: new Date(alert.since),
      firedAt,
      ...said,
    })
    .onConflictDoUpdate({
      target: alerts.key,
      targetWhere: isNull(alerts.resolvedAt),
      set: { ...said, receivers },
    });
}

async function resolve(db: Database, { alert, at }: Notice): Promise<void> {
  await db
    .update(alerts)
    .set({ resolvedAt: new Date(at) })
    .where(and(eq(alerts.key, alert.key), isNull(alerts.resolvedAt)));
}

/** Null: the installation's, or a tenant's that was never recorded. */
function ownerOfAlert(subject: string): SQL<string | null> {
  const name = tenantOfAlert(subject);
  return name === undefined ? sql`null::text` : ownerOf(`tenant/${name}`);
}
