/** `state restore`: a backup in the place of the state, all of it or nothing. */
import { getTableName } from 'drizzle-orm';
import { AgentPodError } from '../../../core/model/errors.ts';
import type { RestoreReport, RestoreRequest } from '../../../ports/state-copy.ts';
import { duringSetup } from '../advisory-lock.ts';
import { withStateErrors } from '../errors.ts';
import { migrateSchema } from '../migrate.ts';
import type { StateOptions } from '../open.ts';
import type { Server } from '../postgres.ts';
import { installation, MIGRATIONS_TABLE, masterKeys } from '../schema.ts';
import { createWriterLock } from '../writer-lock.ts';
import { readKey } from './age-keys.ts';
import { settleMasterKey } from './carried-key.ts';
import { listTables, place, type Queries, quoted } from './catalog.ts';
import type { Header } from './format.ts';
import { replaceState } from './replace-state.ts';
import { withQueries } from './scratch-database.ts';
import { openSealed } from './sealed-file.ts';
import { reachServer } from './state-server.ts';

/**
 * Failures are `AgentPodError`s: `BackupLocked`, `BackupInvalid`, `BackupNewer`, `MasterKeyMissing`,
 * `MasterKeyWrong`, `StateNotEmpty` (InvalidInput), `LockHeld` (Conflict). None changes a record.
 */
export async function restoreState(
  options: StateOptions,
  request: RestoreRequest,
): Promise<RestoreReport> {
  return withStateErrors(async () => {
    const started = performance.now();
    // Opened before the database, which is not made for a file that cannot be read.
    const lines = await openSealed(request.file, await readKey(request.key));
    try {
      const server = await reachServer(options);
      const tables = await underLock(server, request, () =>
        withQueries(server, options.application, async (db) => {
          if (!request.overwrite) await requireEmpty(db);
          return replaceState(db, lines, request.file, async (header) => {
            requireInstance(header, options);
            await settleMasterKey(header, options);
          });
        }),
      );
      // What later versions set up beside the tables, such as roles.
      await duringSetup(server, options.application, migrateSchema);
      return { tables, seconds: (performance.now() - started) / 1000 };
    } finally {
      await lines.return(undefined);
    }
  });
}

async function underLock<T>(
  server: Server,
  { lock }: RestoreRequest,
  work: () => Promise<T>,
): Promise<T> {
  const held = await createWriterLock(server).acquire(lock);
  try {
    return await work();
  } finally {
    await held.release();
  }
}

/** A state that was only opened has its migrations, its owner and its key's canary, and nothing else. */
const ALWAYS_THERE = new Set([
  MIGRATIONS_TABLE,
  getTableName(installation),
  getTableName(masterKeys),
]);

async function requireEmpty(db: Queries): Promise<void> {
  for (const { name, reader } of await listTables(db)) {
    if (ALWAYS_THERE.has(name)) continue;
    await db.query(`set role ${reader ? quoted(reader) : 'none'}`);
    const { rows } = await db.query(`select from ${place(name)} limit 1`);
    await db.query('set role none');
    if (rows.length === 0) continue;
    throw new AgentPodError('Conflict', 'StateNotEmpty', 'there is a state already', {
      hint: 'nothing was changed; back it up, then run again with --yes to replace it',
    });
  }
}

/** Else the pods of one would be pruned as leftovers of the other. */
function requireInstance(header: Header, { instance }: StateOptions): void {
  if (header.instance === undefined || instance === undefined) return;
  if (header.instance === instance) return;
  throw new AgentPodError(
    'InvalidInput',
    'StateOfAnotherInstance',
    `this backup belongs to the AgentPod instance "${header.instance}", not to "${instance}"`,
    { hint: `nothing was changed; run again with --instance ${header.instance}` },
  );
}
