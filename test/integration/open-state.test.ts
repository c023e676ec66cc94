/** Opening the state: tables, the master key, and servers that refuse. One embedded server serves all. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import { fingerprint } from '../../src/services/crypto/fingerprint.ts';
import { embeddedLayout, embeddedServer } from '../../src/services/database/embedded/layout.ts';
import { startEmbedded } from '../../src/services/database/embedded/server.ts';
import { openState, type StateOptions } from '../../src/services/database/open.ts';
import { makeStateDir, removeStateDir } from './temporary-state.ts';

const APPLICATION = 'agentpod test';

let serverDir: string;
let database: string;
/** Of a host that uses the server from outside. */
let hostDir: string;
let keyFile: string;
let count = 0;

beforeAll(async () => {
  serverDir = await makeStateDir();
  await startEmbedded(serverDir);
});

afterAll(() => removeStateDir(serverDir));

beforeEach(async () => {
  count += 1;
  database = `state_${count}`;
  await query(`create database ${database}`, 'postgres');
  hostDir = join(serverDir, '..', `host-${count}`);
  await mkdir(hostDir);
  keyFile = join(hostDir, 'master.key');
});

async function query(text: string, on = database): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ ...embeddedServer(embeddedLayout(serverDir)), database: on });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const url = (user = 'agentpod') =>
  `postgresql://${user}:pa55w0rd@/${database}?host=${embeddedLayout(serverDir).socketDir}`;

const writeKey = (file = keyFile) =>
  writeFile(file, randomBytes(32).toString('base64'), { mode: 0o600 });

const open = (change: Partial<StateOptions> = {}) =>
  openState({
    databaseUrl: url(),
    stateDir: hostDir,
    readOnly: false,
    application: APPLICATION,
    ...change,
  });

async function openOnce(change: Partial<StateOptions> = {}): Promise<void> {
  await (await open(change)).close();
}

async function withPods(): Promise<void> {
  const { store, close } = await open();
  await store.recordTenant({ name: 'acme', uid: 't1', subnet: '10.0.0.0/24' });
  await store.recordPod({ key: 'acme/one', uid: 'p1', port: 18000 });
  await store.recordPod({ key: 'acme/two', uid: 'p2', port: 18001 });
  await close();
}

describe('the tables', () => {
  beforeEach(() => writeKey());

  it('are made once by several commands at once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => openOnce()));
    const { entries } = JSON.parse(await readFile('migrations/meta/_journal.json', 'utf8'));
    expect(await query('select count(*)::int as n from agentpod.migrations')).toEqual([
      { n: entries.length },
    ]);
    expect(await query('select count(*)::int as n from agentpod.master_keys')).toEqual([{ n: 1 }]);
  });

  it('are not made by a command that only reads', async () => {
    const { store, close } = await open({ readOnly: true });
    expect(await store.load()).toEqual({ tenants: [], pods: [] });
    await close();
    expect(await query(`select to_regnamespace('agentpod') as found`)).toEqual([{ found: null }]);
  });

  it('are not touched by opening again', async () => {
    await openOnce();
    const rows = () => query('select xmin::text, xmax::text from agentpod.migrations');
    const before = [await rows(), await query('select xmin::text from agentpod.master_keys')];
    await openOnce();
    expect([await rows(), await query('select xmin::text from agentpod.master_keys')]).toEqual(
      before,
    );
  });

  it('of a newer program are refused', async () => {
    await openOnce();
    await query(`insert into agentpod.migrations (hash, created_at) values ('x', 9e15)`);
    await expect(open()).rejects.toMatchObject({ failure: 'InvalidInput', reason: 'StateNewer' });
    await expect(open({ readOnly: true })).rejects.toMatchObject({ reason: 'StateNewer' });
  });

  it('of an older program are not updated by a command that only reads', async () => {
    await openOnce();
    await query('delete from agentpod.migrations');
    await expect(open({ readOnly: true })).rejects.toMatchObject({ reason: 'StateOutdated' });
  });

  it('opened to read only take no write, not even a forbidden one', async () => {
    await openOnce();
    const { store, lock, close } = await open({ readOnly: true });
    await expect(
      store.recordTenant({ name: 'acme', uid: 't1', subnet: '10.0.0.0/24' }),
    ).rejects.toMatchObject({ reason: 'StateReadOnly' });
    await expect(lock.acquire({ command: 'diff', timeoutSeconds: 0 })).rejects.toMatchObject({
      reason: 'StateReadOnly',
    });
    await close();
  });
});

describe('the master key', () => {
  it('is made with the embedded database, and only there', async () => {
    await expect(open()).rejects.toMatchObject({
      failure: 'InvalidInput',
      reason: 'MasterKeyMissing',
      hint: expect.stringContaining(keyFile),
    });
    expect(await readdir(hostDir)).toEqual([]);
    await (
      await openState({ stateDir: serverDir, readOnly: false, application: APPLICATION })
    ).close();
    expect(await readdir(serverDir)).toContain('master.key');
  });

  it('is not made where a file for it was named', async () => {
    const masterKeyFile = join(hostDir, 'named.key');
    await expect(open({ masterKeyFile })).rejects.toMatchObject({ reason: 'MasterKeyMissing' });
    await writeKey(masterKeyFile);
    await openOnce({ masterKeyFile });
  });

  it('that is wrong or gone is refused, never replaced', async () => {
    await writeKey();
    await openOnce();
    await writeKey();
    for (const readOnly of [true, false]) {
      await expect(open({ readOnly })).rejects.toMatchObject({
        failure: 'InvalidInput',
        reason: 'MasterKeyWrong',
      });
    }
    await rm(keyFile);
    await expect(open()).rejects.toMatchObject({ reason: 'MasterKeyMissing' });
    expect(await readdir(hostDir)).toEqual([]);
  });

  it('gives the same fingerprints every time', async () => {
    await writeKey();
    const seen = [];
    for (const readOnly of [false, true, false]) {
      const state = await open({ readOnly });
      seen.push(fingerprint(state.fingerprintKey, new Secret('value')));
      await state.close();
    }
    expect(new Set(seen).size).toBe(1);
  });

  it('keeps tokens unreadable in the database, and bound to their pod', async () => {
    await writeKey();
    await withPods();
    const { store, close } = await open();
    const token = (await store.gatewayToken('acme/one'))?.reveal() ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const rows = await query(
      'select encode(ciphertext, $$escape$$) as bytes from agentpod.secrets',
    );
    expect(inspect(rows)).not.toContain(token);
    await query(`
      update agentpod.secrets set (nonce, ciphertext) =
        (select nonce, ciphertext from agentpod.secrets where pod_uid = 'p2')
      where pod_uid = 'p1'`);
    await expect(store.gatewayToken('acme/one')).rejects.toMatchObject({
      reason: 'SecretUnreadable',
    });
    await close();
  });
});

describe('a server that refuses', () => {
  beforeEach(() => writeKey());

  it.each([
    ['postgresql://u:pa55w0rd@127.0.0.1:1/x', 'Transient', 'StateUnreachable'],
    ['postgresql://u:pa55w0rd@no-such-host.invalid/x', 'Transient', 'StateUnreachable'],
    ['mysql://u:pa55w0rd@127.0.0.1/x', 'InvalidInput', 'DatabaseUrlInvalid'],
  ])('%s: %s %s', async (databaseUrl, failure, reason) => {
    const error = await open({ databaseUrl }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ failure, reason });
    expect(inspect(error, { depth: 9 })).not.toContain('pa55w0rd');
  });

  it('because the user may not make tables is told so', async () => {
    await query(`create role limited_${count} login`);
    await expect(open({ databaseUrl: url(`limited_${count}`) })).rejects.toMatchObject({
      failure: 'InvalidInput',
      reason: 'StateForbidden',
      message: expect.stringContaining('permission denied'),
    });
  });

  it('because the database is not there is told so', async () => {
    database = 'absent';
    await expect(open()).rejects.toMatchObject({ reason: 'StateMissing' });
  });

  it('that goes away meanwhile fails the call, and serves the next one', async () => {
    const { store, close } = await open();
    await query(`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = '${database}' and pid <> pg_backend_pid()`);
    const results = [];
    for (let call = 0; call < 2; call += 1) {
      results.push(await store.load().catch((error: unknown) => error));
    }
    expect(results[1]).toEqual({ tenants: [], pods: [] });
    await close();
  });
});
