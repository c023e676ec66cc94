/** One suite for the fake, the embedded database, PostgreSQL 16 to 18, and AGENTPOD_TEST_DATABASE_URL. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { describe } from 'vitest';
import * as administratorTables from '../../src/services/database/administrator-tables.ts';
import * as alertTables from '../../src/services/database/alert-tables.ts';
import * as apiTokenTable from '../../src/services/database/api-token-table.ts';
import * as customerTables from '../../src/services/database/customer-tables.ts';
import { embeddedLayout, embeddedServer } from '../../src/services/database/embedded/layout.ts';
import * as loopTables from '../../src/services/database/loop-tables.ts';
import { openState, type StateOptions } from '../../src/services/database/open.ts';
import { externalServer, type Server } from '../../src/services/database/postgres.ts';
import * as schema from '../../src/services/database/schema.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { startPostgres, VERSIONS } from '../integration/postgres-server.ts';
import { makeStateDir, removeStateDir } from '../integration/temporary-state.ts';
import { describeStore, type StoreUnderTest } from './store.contract.ts';
import { describeAccess } from './store-access.contract.ts';
import { describeAdministrator } from './store-administrator.contract.ts';
import { describeAlerts } from './store-alerts.contract.ts';
import { describeApiTokens } from './store-api-tokens.contract.ts';
import { describeStoreLogs } from './store-logs.contract.ts';
import { describeVault } from './store-vault.contract.ts';
import { describeWaits } from './store-waits.contract.ts';

const describeWhole = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describeStore(name, open);
  describeStoreLogs(name, open);
  describeVault(name, open);
  describeAccess(name, open);
  describeApiTokens(name, open);
  describeWaits(name, open);
  describeAdministrator(name, open);
  describeAlerts(name, open);
};

describeWhole('in memory', async () => {
  let store = memoryStore();
  return {
    fresh: async () => {
      store = memoryStore();
      return store;
    },
    footprint: async () => store.writes.join(),
    stop: async () => undefined,
  };
});

describeWhole('embedded PostgreSQL', async () => {
  const stateDir = await makeStateDir();
  const options = { stateDir, readOnly: false, application: 'agentpod test' };
  return onServer(embeddedServer(embeddedLayout(stateDir)), options);
});

describe.each(VERSIONS)('with a login that is no superuser', (version) => {
  describeWhole(`PostgreSQL ${version}`, async () => {
    const server = await startPostgres(version);
    await server.query('create role plain login createrole');
    await server.query('create database plain owner plain');
    const subject = await onExternal(server.url({ user: 'plain', database: 'plain' }));
    return { ...subject, stop: () => subject.stop().then(server.stop) };
  });
});

const external = process.env['AGENTPOD_TEST_DATABASE_URL'];
if (external !== undefined) {
  describeWhole('external PostgreSQL', async () => {
    const database = `agentpod_test_${randomBytes(4).toString('hex')}`;
    await runOn(externalServer(external), `create database ${database}`);
    const subject = await onExternal(external.replace(/(:\/\/[^/]*\/)[^?]*/, `$1${database}`));
    return {
      ...subject,
      stop: async () => {
        await subject.stop();
        await runOn(externalServer(external), `drop database ${database}`);
      },
    };
  });
}

async function onExternal(databaseUrl: string): Promise<StoreUnderTest> {
  const stateDir = await makeStateDir();
  await mkdir(stateDir);
  const key = `${randomBytes(32).toString('base64')}\n`;
  await writeFile(join(stateDir, 'master.key'), key, { mode: 0o600 });
  const options = { databaseUrl, stateDir, readOnly: false, application: 'agentpod test' };
  return onServer(externalServer(databaseUrl), options);
}

const TABLES = Object.values({
  ...schema,
  ...customerTables,
  ...apiTokenTable,
  ...loopTables,
  ...administratorTables,
  ...alertTables,
}).filter((item) => is(item, PgTable));

async function onServer(server: Server, options: StateOptions): Promise<StoreUnderTest> {
  const state = await openState(options);
  // The key stays: this process goes on using it.
  const emptied = TABLES.filter((table) => table !== schema.masterKeys).map(
    (table) => `agentpod.${getTableName(table)}`,
  );
  return {
    fresh: async () => {
      await runOn(server, `truncate ${emptied.join(', ')}`);
      return state.store;
    },
    footprint: () => rowVersions(server),
    stop: async () => {
      await state.close();
      await removeStateDir(options.stateDir);
    },
  };
}

/**
 * `xmin` and `ctid` move with every write of a row, `xmax` even when it is only locked. As the engine,
 * since the owner sees no rows.
 */
async function rowVersions(server: Server): Promise<string> {
  const rows = TABLES.map((table) => getTableName(table)).map(
    (table) =>
      `select '${table}' as place, ctid::text, xmin::text, xmax::text from agentpod.${table}`,
  );
  return JSON.stringify(await runOn(server, rows.join(' union all '), 'set role agentpod_engine'));
}

async function runOn(server: Server, text: string, first = ''): Promise<readonly unknown[]> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(first);
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
