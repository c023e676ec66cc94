/** Brings the database to the tables that this program knows, or says why it will not. */
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { AgentPodError } from '../../core/model/errors.ts';
import { packageRoot } from '../package-root.ts';
import type { Database } from './postgres.ts';
import { actAsEngine, requireRoles } from './roles.ts';
import { MIGRATIONS_TABLE, SCHEMA } from './schema.ts';

const OLDEST_SERVER = 16;

const MIGRATION_CONFIG = {
  migrationsFolder: join(packageRoot(), 'migrations'),
  migrationsSchema: SCHEMA,
  migrationsTable: MIGRATIONS_TABLE,
};

/** `absent`: nothing of ours is there. `behind`: `migrateSchema` has work. */
export type SchemaState = 'absent' | 'behind' | 'current';

/**
 * Only reads. Fails with `StateTooOld` for a server before PostgreSQL 16, with `StateNewer` when a
 * newer program has changed the tables, with `StateForbidden` when they are there but not for this
 * login (all InvalidInput). On return the connection may work as `agentpod_engine`.
 */
export async function inspectSchema(db: Database): Promise<SchemaState> {
  // From the catalog, which tells even those who may not look into the schema.
  const found = await db.execute<{ version: number; made: boolean }>(sql`
    select current_setting('server_version_num')::int as version, exists (
      select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname = ${SCHEMA} and relname = ${MIGRATIONS_TABLE}) as made`);
  const { version = 0, made = false } = found.rows[0] ?? {};
  refuseOldServer(version);
  if (!made) return 'absent';
  await requireRoles(db);
  await db.execute(sql.raw(actAsEngine(true)));
  return compare(await lastApplied(db), readMigrationFiles(MIGRATION_CONFIG));
}

/** Idempotent, whole or not at all. Two at once would collide: the caller serializes. */
export async function migrateSchema(db: Database): Promise<void> {
  // The migrator makes schema and table before its own transaction: begun here, that goes with it when
  // it fails. Its own `begin` is then a mere warning, and its `commit` or `rollback` ends this one.
  await db.execute(sql.raw('begin'));
  await migrate(db, MIGRATION_CONFIG);
}

async function lastApplied(db: Database): Promise<number> {
  const table = sql`${sql.identifier(SCHEMA)}.${sql.identifier(MIGRATIONS_TABLE)}`;
  // As text: the driver gives a bigint as a string, and null when there is no row.
  const { rows } = await db.execute<{ last: string | null }>(
    sql`select max(created_at)::text as last from ${table}`,
  );
  return Number(rows[0]?.last ?? 0);
}

function compare(applied: number, known: readonly MigrationMeta[]): SchemaState {
  const newest = Math.max(0, ...known.map((migration) => migration.folderMillis));
  if (applied < newest) return 'behind';
  if (applied === newest) return 'current';
  throw new AgentPodError(
    'InvalidInput',
    'StateNewer',
    'the state database was last used by a newer AgentPod, whose tables this one does not know',
    { hint: 'upgrade this AgentPod' },
  );
}

function refuseOldServer(versionNumber: number): void {
  const major = Math.floor(versionNumber / 10_000);
  if (major >= OLDEST_SERVER) return;
  throw new AgentPodError(
    'InvalidInput',
    'StateTooOld',
    `the state database is PostgreSQL ${major}; AgentPod needs ${OLDEST_SERVER} or newer`,
    { hint: 'upgrade the server, or unset DATABASE_URL to use the embedded database' },
  );
}
