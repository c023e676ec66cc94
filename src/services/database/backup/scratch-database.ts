/** A database for one trial, in the server that is tried out, gone when the trial is over. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { LOCK, LOCK_SPACE } from '../advisory-lock.ts';
import { createClient, type Server } from '../postgres.ts';
import { type Queries, quoted } from './catalog.ts';

const PREFIX = 'agentpod_verify_';

/** Of a trial: what came out, or why there was none, in words. */
type Trial<T> =
  | { readonly kind: 'done'; readonly result: T }
  | { readonly kind: 'not-allowed'; readonly why: string };

/** `login` is a connection to the server's usual database. */
export async function inScratchDatabase<T>(
  login: Queries,
  server: Server,
  application: string,
  work: (db: Queries, scratch: Server) => Promise<T>,
): Promise<Trial<T>> {
  const { rows } = await login.query<{ name: string; may: boolean }>(
    'select rolname as name, rolcreatedb or rolsuper as may from pg_roles where rolname = current_user',
  );
  const [role] = rows;
  if (!role?.may) {
    return { kind: 'not-allowed', why: `the login ${role?.name ?? ''} may not create databases` };
  }
  const prefix = await sweep(login);
  const name = `${prefix}${randomBytes(6).toString('hex')}`;
  await login.query(`create database ${quoted(name)} template template0`);
  try {
    const scratch = inDatabase(server, name);
    const result = await withQueries(scratch, application, (db) => work(db, scratch));
    return { kind: 'done', result };
  } finally {
    await login.query(`drop database if exists ${quoted(name)} with (force)`);
  }
}

/**
 * One trial at a time, so that whatever another one left here was left by a crash. Other databases of
 * the server may have trials of their own. Returns what this database's names begin with.
 */
async function sweep(login: Queries): Promise<string> {
  await login.query('select pg_advisory_lock($1, $2)', [LOCK_SPACE, LOCK.trial]);
  const { rows } = await login.query<{ prefix: string; left: string[] }>(
    `select prefix, array(select datname::text from pg_database
        where starts_with(datname, prefix)) as left
      from (select $1 || oid || '_' as prefix from pg_database
        where datname = current_database()) own`,
    [PREFIX],
  );
  const [{ prefix, left } = { prefix: PREFIX, left: [] }] = rows;
  for (const name of left) {
    await login.query(`drop database if exists ${quoted(name)} with (force)`);
  }
  return prefix;
}

/** A connection of its own, as the login. */
export async function withQueries<T>(
  server: Server,
  application: string,
  work: (db: Queries) => Promise<T>,
): Promise<T> {
  const client = createClient(server, application);
  // Unheard, a connection that breaks would end the process; the work under way fails anyhow.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work({ query: (text, values) => client.query(text, values && [...values]) });
  } finally {
    await client.end();
  }
}

/** An address may hold the database's name in several ways: the driver reads it. */
function inDatabase(server: Server, database: string): Server {
  const { host, port, user, password, ssl } = new pg.Client(server);
  return {
    host,
    port,
    database,
    ssl,
    ...(user === undefined ? {} : { user }),
    ...(password ? { password } : {}),
  };
}
