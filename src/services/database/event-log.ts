/** What happened to tenants and pods, append-only. */
import { desc, eq } from 'drizzle-orm';
import type { Subject } from '../../core/model/resource.ts';
import type { Event, NewEvent } from '../../ports/state-store.ts';
import type { Database } from './postgres.ts';
import { events } from './schema.ts';

export async function appendEvents(db: Database, added: readonly NewEvent[]): Promise<void> {
  if (added.length === 0) return;
  await db
    .insert(events)
    .values(
      added.map(({ subject, type, reason, message }) => ({ subject, type, reason, message })),
    );
}

export async function listEvents(
  db: Database,
  filter: { readonly subject?: Subject; readonly limit: number },
): Promise<readonly Event[]> {
  const rows = await db
    .select()
    .from(events)
    .where(filter.subject === undefined ? undefined : eq(events.subject, filter.subject))
    .orderBy(desc(events.id))
    .limit(filter.limit);
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }));
}
