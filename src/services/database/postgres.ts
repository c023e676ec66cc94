/** Connections to PostgreSQL: where the server is, and a small pool over it. */
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg, { type ClientConfig, type Pool } from 'pg';
import { AgentPodError } from '../../core/model/errors.ts';

const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 10_000;

export type Database = NodePgDatabase;

/** How to reach a server. Holds a password: never printed, never part of an error. */
export type Server = ClientConfig;

/** Reads DATABASE_URL; `sslmode` means what it means to libpq, `prefer` excepted, which encrypts. */
export function externalServer(databaseUrl: string): Server {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl))
    throw invalidUrl('it does not begin with postgresql://');
  // Without it the driver takes `require` for `verify-full`, and warns on stderr about that.
  const libpq = /[?&]sslmode=/.test(databaseUrl) ? '&uselibpqcompat=true' : '';
  const server = { connectionString: `${databaseUrl}${libpq}` };
  try {
    // Parses, and reads certificate files, without connecting.
    new pg.Client(server);
  } catch (error) {
    // The message only: the error itself may hold the whole text, password included.
    throw invalidUrl(error instanceof Error ? error.message : 'it cannot be read');
  }
  return server;
}

export function createPool(server: Server, application: string, readOnly: boolean): Pool {
  const pool = new pg.Pool({
    ...server,
    max: MAX_CONNECTIONS,
    application_name: application,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    ...(readOnly ? { onConnect: refuseWrites } : {}),
  });
  // An idle connection that breaks is replaced at the next query; unheard, it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** A connection of its own, for what belongs to a session. The caller ends it. */
export function createClient(server: Server, application: string): pg.Client {
  return new pg.Client({
    ...server,
    application_name: application,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
}

export function overConnection(connection: Pool | pg.Client): Database {
  return drizzle(connection);
}

async function refuseWrites(client: { query(text: string): Promise<unknown> }): Promise<void> {
  await client.query('set default_transaction_read_only = on');
}

function invalidUrl(why: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'DatabaseUrlInvalid',
    `DATABASE_URL is not a PostgreSQL address: ${why}`,
    {
      hint: 'write postgresql://user:password@host:5432/database, special characters percent-encoded',
    },
  );
}
