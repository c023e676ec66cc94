import pg from 'pg';
import { embeddedLayout, embeddedServer } from '../../../src/services/database/embedded/layout.ts';

/** What proves that nothing was written: see `databaseState`. */
export interface DatabaseState {
  /** The next transaction number; only a transaction that writes takes one. */
  readonly nextTransaction: string;
  /** Every row of every table, with its place and the transaction that made it. */
  readonly rows: string;
}

/** Statistics counters lag behind and log positions move by themselves; these two do neither. */
export function databaseState(stateDir: string): Promise<DatabaseState> {
  return withDatabase(stateDir, async (client) => ({
    nextTransaction: await firstText(
      client,
      'select pg_snapshot_xmax(pg_current_snapshot())::text as text',
    ),
    rows: await everyRow(client, 'xmin::text, ctid::text, *'),
  }));
}

/** All that the database holds, as text; binary columns in hexadecimal digits. */
export function databaseDump(stateDir: string): Promise<string> {
  return withDatabase(stateDir, (client) => everyRow(client, '*'));
}

async function everyRow(client: pg.Client, columns: string): Promise<string> {
  const { rows: tables } = await client.query<{ name: string }>(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`);
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ text: string }>(
      `select row_to_json(found)::text as text from (select ${columns} from ${name}) found order by 1`,
    );
    parts.push(name, ...rows.map(({ text }) => text));
  }
  return parts.join('\n');
}

async function firstText(client: pg.Client, query: string): Promise<string> {
  const { rows } = await client.query<{ text: string }>(query);
  return rows[0]?.text ?? '';
}

async function withDatabase<T>(
  stateDir: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(embeddedServer(embeddedLayout(stateDir)));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
