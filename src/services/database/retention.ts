/** Keeps the logs from growing for ever, at most once an hour. */
import { eq, lt, sql } from 'drizzle-orm';
import type { Retention } from '../../ports/state-store.ts';
import { administratorSessions } from './administrator-tables.ts';
import { alertOutbox, alerts } from './alert-tables.ts';
import { customerLinks, customerSessions } from './customer-tables.ts';
import type { Database } from './postgres.ts';
import { housekeeping } from './schema.ts';

const TASK = 'trim-logs';
const PAUSE = sql`interval '1 hour'`;
/** Of the server's clock and ours. Whichever of them jumped would take logs with it. */
const MOST_APART = sql`interval '6 hours'`;
/** A batch is a transaction: small enough that nobody waits for it. */
const BATCH = 5000;

export async function trimLogs(db: Database, retention: Retention): Promise<number> {
  if (!(await claimTurn(db))) return 0;
  const { eventDays, eventsPerTenant, auditDays } = retention;
  const events = sql`agentpod.trim_events(make_interval(days => ${eventDays}), ${eventsPerTenant}, ${BATCH})`;
  const audit = sql`agentpod.trim_audit(make_interval(days => ${auditDays}), ${BATCH})`;
  const logs = (await inBatches(db, events)) + (await inBatches(db, audit));
  return logs + (await trimAccess(db)) + (await trimAlerts(db));
}

const ALERT_DAYS = sql`interval '30 days'`;

/** What is over, and what was delivered or given up. */
async function trimAlerts(db: Database): Promise<number> {
  const old = sql`now() - ${ALERT_DAYS}`;
  const over = await db.delete(alerts).where(lt(alerts.resolvedAt, old));
  const ended = await db.delete(alertOutbox).where(lt(alertOutbox.endedAt, old));
  return (over.rowCount ?? 0) + (ended.rowCount ?? 0);
}

/** What opens nothing any more. Few rows: each was made by a person. */
async function trimAccess(db: Database): Promise<number> {
  let gone = 0;
  for (const table of [customerLinks, customerSessions, administratorSessions]) {
    const { rowCount } = await db.delete(table).where(lt(table.expiresAt, sql`now()`));
    gone += rowCount ?? 0;
  }
  return gone;
}

/** Of several processes at once, one gets the turn. Only reads while it is nobody's. */
async function claimTurn(db: Database): Promise<boolean> {
  // Never from the future, unless the server's clock was set back since.
  const isDue = sql`${housekeeping.lastRun} not between now() - ${PAUSE} and now() + ${PAUSE}`;
  const ours = sql`${new Date().toISOString()}::timestamptz`;
  const [last] = await db
    .select({
      isDue: sql<boolean>`coalesce(bool_and(${isDue}), true)`,
      agree: sql<boolean>`${ours} between now() - ${MOST_APART} and now() + ${MOST_APART}`,
    })
    .from(housekeeping)
    .where(eq(housekeeping.task, TASK));
  if (!last?.isDue || !last.agree) return false;
  const claimed = await db
    .insert(housekeeping)
    .values({ task: TASK })
    .onConflictDoUpdate({
      target: housekeeping.task,
      set: { lastRun: sql`now()` },
      setWhere: isDue,
    })
    .returning({ task: housekeeping.task });
  return claimed.length > 0;
}

async function inBatches(db: Database, trim: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await db.execute<{ gone: number }>(sql`select ${trim}::int as gone`);
  const gone = rows[0]?.gone ?? 0;
  return gone < BATCH ? gone : gone + (await inBatches(db, trim));
}
