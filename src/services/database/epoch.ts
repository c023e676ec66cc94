/**
 * Which server leads, as a number in the database: every write of a leader carries its own, so that one
 * that was stalled while another took over changes nothing any more.
 */
import { sql } from 'drizzle-orm';
import { AgentPodError } from '../../core/model/errors.ts';
import { LOCK, LOCK_SPACE } from './advisory-lock.ts';
import { toStateError } from './errors.ts';
import { leadership } from './loop-tables.ts';
import type { Database } from './postgres.ts';
import { ROLE } from './roles.ts';

/** Of one process; undefined until it leads, and for those that never do. */
export interface Epoch {
  current: number | undefined;
}

/** A write takes milliseconds: one that takes longer belongs to a process that stands still. */
const PATIENCE = '500ms';
const TRIES = 3;

/** As the session that holds the lock of the server: where that was cut, this fails. */
export async function beginEpoch(db: Database): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await nextEpoch(db);
    } catch (error) {
      const isHeldUp = toStateError(error).reason === 'StateBusy';
      if (!isHeldUp || attempt === TRIES) throw error;
      await cutWriters(db);
    }
  }
}

function nextEpoch(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(
      sql.raw(`set local role ${ROLE.engine}; set local lock_timeout = '${PATIENCE}'`),
    );
    // Waits for writes that are under way, so that none of them ends after this.
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_SPACE}, ${LOCK.epoch})`);
    // The time as well: a database that was restored must not give a number twice.
    const now = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
    const next = sql`greatest(${leadership.epoch} + 1, ${now})`;
    const [row] = await tx
      .insert(leadership)
      .values({ epoch: now })
      .onConflictDoUpdate({ target: leadership.id, set: { epoch: next, since: sql`now()` } })
      .returning({ epoch: leadership.epoch });
    return row?.epoch ?? 0;
  });
}

async function cutWriters(db: Database): Promise<void> {
  await db.execute(sql`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and granted and mode = 'ShareLock'
      and classid = ${LOCK_SPACE} and objid = ${LOCK.epoch} and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())`);
}

/** Fails with `NotLeading` (Transient) when another server leads by now, and writes nothing then. */
export function inEpoch<T>(
  db: Database,
  { current }: Epoch,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  if (current === undefined) return work(db);
  return db.transaction(async (tx) => {
    // First the lock, then the look: a look in the same statement could be older than the lock.
    await tx.execute(sql`select pg_advisory_xact_lock_shared(${LOCK_SPACE}, ${LOCK.epoch})`);
    const [row] = await tx.select().from(leadership);
    if (row?.epoch !== current) throw notLeading(row?.since);
    return work(tx);
  });
}

function notLeading(since: Date | undefined): AgentPodError {
  const when = since === undefined ? '' : ` since ${since.toISOString()}`;
  return new AgentPodError(
    'Transient',
    'NotLeading',
    `another server leads${when}; what this one wanted to write was refused`,
    { hint: 'it stands by from now on; nothing is to be done' },
  );
}
