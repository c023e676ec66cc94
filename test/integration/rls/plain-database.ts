/** A migrated database whose owner is no superuser, so that every policy binds everybody. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openState, type State, type StateOptions } from '../../../src/services/database/open.ts';
import { startPostgres, type TestServer, type Tls, type Version } from '../postgres-server.ts';
import { makeStateDir, removeStateDir } from '../temporary-state.ts';
import { TENANTS } from './traffic.ts';

/** May log in and make roles; owns its databases. */
export const LOGIN = 'plain';

export interface PlainDatabase {
  readonly server: TestServer;
  readonly url: string;
  readonly options: StateOptions;
  open(): Promise<State>;
  /** On a connection of its own: as the login, or in the role given. */
  query(text: string, role?: string): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export async function plainDatabase(version: Version = 18, tls?: Tls): Promise<PlainDatabase> {
  const server = await startPostgres(version, tls);
  await server.query(`create role ${LOGIN} login createrole`);
  await server.query(`create database ${LOGIN} owner ${LOGIN}`);
  const url = server.url({ user: LOGIN, database: LOGIN });
  const stateDir = await makeStateDir();
  await mkdir(stateDir);
  const key = randomBytes(32).toString('base64');
  await writeFile(join(stateDir, 'master.key'), key, { mode: 0o600 });
  const options = { databaseUrl: url, stateDir, readOnly: false, application: 'agentpod test' };
  await (await openState(options)).close();
  return {
    server,
    url,
    options,
    open: () => openState(options),
    query: (text, role) => queryAs(url, text, role),
    stop: async () => {
      await server.stop();
      await removeStateDir(stateDir);
    },
  };
}

/** A pod each. */
export async function withTwoTenants(database: PlainDatabase): Promise<void> {
  const { store, close } = await database.open();
  for (const [n, { uid, name }] of TENANTS.entries()) {
    await store.recordTenant({ uid, name, subnet: `10.0.${n}.0/24` });
    await store.recordPod({ key: `${name}/one`, uid: `${uid}-pod`, port: 18_000 + n });
  }
  await close();
}

async function queryAs(url: string, text: string, role: string | undefined) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    if (role !== undefined) await client.query(`set role ${role}`);
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
