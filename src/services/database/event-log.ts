/** What happened to tenants and pods, append-only. */
import { and, asc, desc, eq, gt, gte, lt, max, type SQL, sql } from 'drizzle-orm';
import { FIREWALL, PROXY_SUBJECT, type Subject } from '../../core/model/resource.ts';
import type { Event, EventFilter, FollowOptions, NewEvent } from '../../ports/state-store.ts';
import type { Database } from './postgres.ts';
import { events, tenants } from './schema.ts';

/** Writers wait for each other to the end of their transactions: it has to be the last statement. */
export async function appendEvents(db: Database, added: readonly NewEvent[]): Promise<void> {
  if (added.length === 0) return;
  await db.insert(events).values(
    added.map(({ subject, type, reason, message }) => ({
      tenantId: ownerOf(subject),
      subject,
      type,
      reason,
      message,
    })),
  );
}

/**
 * The id of the tenant that a subject belongs to. One that was just forgotten is known from its
 * earlier events, so that its last one goes to it too; null for one that never was.
 */
export function ownerOf(subject: Subject): SQL<string | null> {
  // What all tenants share belongs to none, even if one is called like it.
  if (subject === FIREWALL || subject === PROXY_SUBJECT) return sql`null::text`;
  const name = sql`split_part(${subject}, '/', 2)`;
  return sql`coalesce(
    (select ${tenants.tenantId} from ${tenants} where ${tenants.name} = ${name}),
    (select ${events.tenantId} from ${events} where ${events.tenantName} = ${name}
      order by ${events.id} desc limit 1))`;
}

export async function listEvents(db: Database, filter: EventFilter): Promise<readonly Event[]> {
  const { since, before, limit } = filter;
  const young = since === undefined ? undefined : gte(events.time, new Date(since));
  const rows = await selectEvents(db)
    .where(and(matches(filter), young, before === undefined ? undefined : lt(events.id, before)))
    .orderBy(desc(events.id))
    .limit(limit);
  return rows.map(toEvent);
}

/** Oldest first. */
export async function eventsAfter(
  db: Database,
  id: number,
  choice: FollowOptions,
  limit: number,
): Promise<readonly Event[]> {
  const rows = await selectEvents(db)
    .where(and(gt(events.id, id), matches(choice)))
    .orderBy(asc(events.id))
    .limit(limit);
  return rows.map(toEvent);
}

/** 0 when there is none. */
export async function newestEventId(db: Database): Promise<number> {
  const [row] = await db.select({ id: max(events.id) }).from(events);
  return row?.id ?? 0;
}

function selectEvents(db: Database) {
  const { id, time, subject, type, reason, message } = events;
  return db.select({ id, time, subject, type, reason, message }).from(events).$dynamic();
}

function matches({ subject, tenant, type }: Omit<EventFilter, 'limit'>): SQL | undefined {
  return and(
    subject === undefined ? undefined : eq(events.subject, subject),
    tenant === undefined ? undefined : eq(events.tenantName, tenant),
    type === undefined ? undefined : eq(events.type, type),
  );
}

function toEvent({ time, ...rest }: Omit<Event, 'time'> & { readonly time: Date }): Event {
  return { ...rest, time: time.toISOString() };
}
