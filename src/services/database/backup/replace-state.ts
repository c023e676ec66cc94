/** Puts a backup in the place of whatever a database holds of the state, in one transaction. */

import type { Tallies } from '../../../ports/state-copy.ts';
import type { Queries } from './catalog.ts';
import { damaged, type Header, readHeader } from './format.ts';
import { loadLines } from './load.ts';
import { catchUp, rebuildSchema, splitMigrations } from './migrations.ts';

/** A command that reads must not hold a restore up for long, nor the restore the next reader. */
const LOCK_WAIT = '10s';

/**
 * A backup of older tables is restored into those and then migrated. `accept` sees the header before
 * anything is touched, and may throw.
 */
export async function replaceState(
  db: Queries,
  lines: AsyncGenerator<string>,
  file: string,
  accept: (header: Header) => Promise<void> = async () => undefined,
): Promise<Tallies> {
  const first = await lines.next();
  if (first.done) throw damaged(file, 'it is empty');
  const header = readHeader(first.value, file);
  const { past, future } = splitMigrations(header, file);
  await accept(header);
  await db.query('begin');
  try {
    await db.query(`set local lock_timeout = '${LOCK_WAIT}'`);
    await rebuildSchema(db, past);
    const tallies = await loadLines(db, lines, file);
    await catchUp(db, future);
    await db.query('commit');
    return tallies;
  } catch (error) {
    await db.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await lines.return(undefined);
  }
}
