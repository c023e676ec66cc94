/** A database for one trial, in the server that is tried out, gone when the trial is over. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
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
  const name = `${PREFIX}${randomBytes(6).toString('hex')}`;
  await login.query(`create database ${quoted(name)} template template0`);
  try {
    const scratch = inDatabase(server, name);
    const result = await withQueries(scratch, application, (db) => work(db, scratch));
    return { kind: 'done', result };
  } finally {
    await login.query(`drop database if exists ${quoted(name)} with (force)`);
  }
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
