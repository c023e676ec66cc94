/** Backup and restore on a server that takes nothing but encrypted connections. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openState } from '../../../src/services/database/open.ts';
import { ACME, AGENT } from '../../contract/store-samples.ts';
import { runInProcess } from '../fleet/in-process.ts';
import { makeCertificates } from '../rls/certificates.ts';
import { LOGIN, type PlainDatabase, plainDatabase } from '../rls/plain-database.ts';

const PASSWORD = 'pa55w0rd';
const OTHER = 'restored';

let folder: string;
let authority: string;
let origin: PlainDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-tls-'));
  await writeFile(join(folder, 'passphrase'), 'correct horse battery staple\n');
  const made = await makeCertificates(folder);
  authority = made.authority;
  origin = await plainDatabase(18, made.tls);
  await origin.server.query(`alter role ${LOGIN} createdb password '${PASSWORD}'`);
  await origin.server.query(`create database ${OTHER} owner ${LOGIN}`);
  await copyFile(join(origin.options.stateDir, 'master.key'), join(folder, 'master.key'));
});
afterAll(async () => {
  await origin?.stop();
  await rm(folder, { recursive: true });
});

const url = (database: string, host = '127.0.0.1'): string =>
  `postgresql://${LOGIN}:${PASSWORD}@${host}:${origin.server.port}/${database}` +
  `?sslmode=verify-full&sslrootcert=${authority}`;

const run = (databaseUrl: string, ...argv: readonly string[]) =>
  runInProcess(['state', ...argv, '--passphrase-file', 'passphrase'], {
    cwd: folder,
    env: {
      DATABASE_URL: databaseUrl,
      AGENTPOD_STATE_DIR: folder,
      AGENTPOD_MASTER_KEY_FILE: join(folder, 'master.key'),
    },
  });

it('the certificate is checked on every connection, those to the scratch database too', async () => {
  const options = { ...origin.options, databaseUrl: url(LOGIN), instance: 'default' };
  const state = await openState(options);
  await state.store.recordTenant(ACME);
  await state.store.recordPod(AGENT);
  const token = await state.store.gatewayToken(AGENT.key);
  await state.close();

  const made = await run(url(LOGIN), 'backup', 'agentpod.backup');
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  expect(made.stdout).toContain('restored into a scratch database');

  const unnamed = await run(url(OTHER, 'localhost'), 'restore', 'agentpod.backup');
  expect(unnamed).toMatchObject({ exitCode: 1, stdout: '' });
  expect(unnamed.stderr).toContain('no encrypted connection to the state database');
  expect(unnamed.stderr).not.toContain(PASSWORD);

  const restored = await run(url(OTHER), 'restore', 'agentpod.backup');
  expect(restored, restored.stderr).toMatchObject({ exitCode: 0 });
  const copy = await openState({ ...options, databaseUrl: url(OTHER) });
  expect((await copy.store.gatewayToken(AGENT.key))?.reveal()).toBe(token?.reveal());
  await copy.close();
});
