/** One suite for the fake, the embedded database, and the server of AGENTPOD_TEST_DATABASE_URL. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedLayout, embeddedServer } from '../../src/services/database/embedded/layout.ts';
import { openState, type State, type StateOptions } from '../../src/services/database/open.ts';
import { externalServer, type Server } from '../../src/services/database/postgres.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { makeStateDir, removeStateDir } from '../integration/temporary-state.ts';
import { describeStore, type StoreUnderTest } from './store.contract.ts';

describeStore('in memory', async () => {
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

describeStore('embedded PostgreSQL', async () => {
  const stateDir = await makeStateDir();
  const options = { stateDir, readOnly: false, application: 'agentpod test' };
  // Starts the server, so that tables can be dropped before the first test.
  await (await openState(options)).close();
  return onServer(embeddedServer(embeddedLayout(stateDir)), options);
});

const external = process.env['AGENTPOD_TEST_DATABASE_URL'];
if (external !== undefined) {
  describeStore('external PostgreSQL', async () => {
    const database = `agentpod_test_${randomBytes(4).toString('hex')}`;
    await runOn(externalServer(external), `create database ${database}`);
    const databaseUrl = external.replace(/(:\/\/[^/]*\/)[^?]*/, `$1${database}`);
    const stateDir = await makeStateDir();
    await mkdir(stateDir);
    const key = `${randomBytes(32).toString('base64')}\n`;
    await writeFile(join(stateDir, 'master.key'), key, { mode: 0o600 });
    const options = {
      databaseUrl,
      stateDir,
      readOnly: false,
      application: 'agentpod test',
    };
    const subject = await onServer(externalServer(databaseUrl), options);
    return {
      ...subject,
      stop: async () => {
        await subject.stop();
        await runOn(externalServer(external), `drop database ${database}`);
      },
    };
  });
}

async function onServer(server: Server, options: StateOptions): Promise<StoreUnderTest> {
  let state: State | undefined;
  return {
    fresh: async () => {
      await state?.close();
      await runOn(server, 'drop schema if exists agentpod cascade');
      state = await openState(options);
      return state.store;
    },
    footprint: () => rowVersions(server),
    stop: async () => {
      await state?.close();
      await removeStateDir(options.stateDir);
    },
  };
}

/** `xmin` and `ctid` move with every write of a row, `xmax` even when it is only locked. */
async function rowVersions(server: Server): Promise<string> {
  const tables = ['tenants', 'pods', 'port_leases', 'secrets', 'master_keys', 'events'];
  const found = await runOn(
    server,
    tables
      .map(
        (table) =>
          `select '${table}' as place, ctid::text, xmin::text, xmax::text from agentpod.${table}`,
      )
      .join(' union all '),
  );
  return JSON.stringify(found);
}

async function runOn(server: Server, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
