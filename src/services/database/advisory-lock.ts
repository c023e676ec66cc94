/** Numbers of the locks that AgentPod takes in a database, and the short one around its setup. */
import { sql } from 'drizzle-orm';
import { type Database, onConnection, type Server } from './postgres.ts';

/** `agpd` in ASCII: other programs in the same database choose other numbers. */
export const LOCK_SPACE = 0x61677064;
/** 3 is taken by a trigger, see `migrations/0001_isolation.sql`. */
export const LOCK = { writer: 1, setup: 2, trial: 4, server: 5, epoch: 6 } as const;

const SETUP_WAIT = '60s';

/**
 * One process at a time migrates or registers a key; the others wait, then find the work done. Works as
 * the login, which owns the tables that it makes.
 */
export async function duringSetup<T>(
  server: Server,
  application: string,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  return onConnection(server, application, async (db) => {
    await db.execute(sql.raw(`set lock_timeout = '${SETUP_WAIT}'`));
    await db.execute(sql`select pg_advisory_lock(${LOCK_SPACE}, ${LOCK.setup})`);
    // The lock goes with the session: nothing to undo when the work fails.
    return work(db);
  });
}
