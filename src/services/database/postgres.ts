/** Connections to PostgreSQL: where the server is, and a small pool over it. */
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg, { type ClientConfig, type Pool } from 'pg';
import { AgentPodError } from '../../core/model/errors.ts';
import { actAsEngine } from './roles.ts';

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

/** Every connection of it works as `agentpod_engine`. The roles have to be there. */
export function createPool(server: Server, application: string, readOnly: boolean): Pool {
  const pool = new pg.Pool({
    ...server,
    max: MAX_CONNECTIONS,
    application_name: application,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    onConnect: async (client: Pick<pg.ClientBase, 'query'>) => {
      await client.query(actAsEngine(readOnly));
    },
  });
  // A connection that breaks, idle or within a transaction, fails its queries and is replaced; its own
  // cry, unheard, would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** A connection of its own, for what belongs to a session, as the login. The caller ends it. */
export function createClient(server: Server, application: string): pg.Client {
  return new pg.Client({
    ...server,
    application_name: application,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
}

/** Work over a connection of its own, as the login. */
export async function onConnection<T>(
  server: Server,
  application: string,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const client = createClient(server, application);
  // Unheard, a connection that breaks would end the process; the work under way fails anyhow.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(overConnection(client));
  } finally {
    await client.end();
  }
}

export function overConnection(connection: Pool | pg.Client | pg.PoolClient): Database {
  const db = drizzle(connection);
  if (connection instanceof pg.Pool) db.transaction = transactionIn(connection);
  return db;
}

/** drizzle's own never gives a connection back on which BEGIN failed, and a pool then never ends. */
function transactionIn(pool: Pool): Database['transaction'] {
  return async (work, config) => {
    const client = await pool.connect();
    try {
      return await drizzle(client).transaction(work, config);
    } finally {
      client.release();
    }
  };
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
