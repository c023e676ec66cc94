/** Makes the state's tables as they were at some migration, and brings them from there to now. */
import { join } from 'node:path';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { packageRoot } from '../../package-root.ts';
import { MIGRATIONS_TABLE, SCHEMA } from '../schema.ts';
import { place, type Queries } from './catalog.ts';
import { type Header, newerBackup } from './format.ts';

/** Those that the backup's tables had seen, and those that came after it. */
interface Split {
  readonly past: readonly MigrationMeta[];
  readonly future: readonly MigrationMeta[];
}

/** `BackupNewer` (InvalidInput) when the backup has seen one that this program does not know. */
export function splitMigrations({ migrations }: Header, file: string): Split {
  const known = readMigrationFiles({ migrationsFolder: join(packageRoot(), 'migrations') });
  const seen = new Map(migrations);
  const hashes = new Map(known.map((item) => [String(item.folderMillis), item.hash]));
  if (migrations.some(([moment, hash]) => hashes.get(moment) !== hash)) throw newerBackup(file);
  return {
    past: known.filter((item) => seen.has(String(item.folderMillis))),
    future: known.filter((item) => !seen.has(String(item.folderMillis))),
  };
}

const JOURNAL = place(MIGRATIONS_TABLE);

/** In the caller's transaction: whatever was there is gone when it commits. */
export async function rebuildSchema(db: Queries, past: readonly MigrationMeta[]): Promise<void> {
  await db.query(`drop schema if exists ${SCHEMA} cascade`);
  await db.query(`create schema ${SCHEMA}`);
  // As drizzle's migrator makes it; the rows come with the backup.
  await db.query(
    `create table ${JOURNAL} (id serial primary key, hash text not null, created_at bigint)`,
  );
  for (const migration of past) await run(db, migration);
}

export async function catchUp(db: Queries, future: readonly MigrationMeta[]): Promise<void> {
  for (const migration of future) {
    await run(db, migration);
    await db.query(`insert into ${JOURNAL} (hash, created_at) values ($1, $2)`, [
      migration.hash,
      migration.folderMillis,
    ]);
  }
}

async function run(db: Queries, { sql }: MigrationMeta): Promise<void> {
  for (const statement of sql) await db.query(statement);
}

/** What the tables of this database have seen, oldest first. */
export async function seenMigrations(db: Queries): Promise<Header['migrations']> {
  const { rows } = await db.query<{ moment: string; hash: string }>(
    `select created_at::text as moment, hash from ${JOURNAL} order by created_at`,
  );
  return rows.map(({ moment, hash }) => [moment, hash] as const);
}
