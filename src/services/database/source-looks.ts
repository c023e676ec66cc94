import { like, sql } from 'drizzle-orm';
import type { Database } from './postgres.ts';
import { housekeeping } from './schema.ts';

/** When sources were last looked at with success; kept among the other work that is done again and again. */
const PREFIX = 'source ';

export async function noteSources(db: Database, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await db
    .insert(housekeeping)
    .values(names.map((name) => ({ task: `${PREFIX}${name}` })))
    .onConflictDoUpdate({ target: housekeeping.task, set: { lastRun: sql`now()` } });
}

/** Whole seconds ago, by the server's clock. */
export async function sourceAges(
  db: Database,
): Promise<readonly { readonly name: string; readonly seconds: number }[]> {
  return db
    .select({
      name: sql<string>`substr(${housekeeping.task}, ${PREFIX.length + 1}::int)`,
      seconds: sql<number>`extract(epoch from now() - ${housekeeping.lastRun})::int`,
    })
    .from(housekeeping)
    .where(like(housekeeping.task, `${PREFIX}%`))
    .orderBy(housekeeping.task);
}
