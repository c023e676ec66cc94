/** A server behind DATABASE_URL: reached over TLS, and each way it can refuse in one sentence. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { openState } from '../../../src/services/database/open.ts';
import { runInProcess } from '../fleet/in-process.ts';
import { aTenant } from '../fleet/manifests.ts';
import { makeCertificates } from './certificates.ts';
import { LOGIN, type PlainDatabase, plainDatabase } from './plain-database.ts';

const PASSWORD = 'pa55w0rd';

let folder: string;
let authority: string;
let encrypted: PlainDatabase;
/** Takes connections over its socket only. */
let local: PlainDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-tls-'));
  await writeFile(join(folder, 'acme.yaml'), stringify(aTenant('acme')));
  const made = await makeCertificates(folder);
  authority = made.authority;
  [encrypted, local] = await Promise.all([plainDatabase(18, made.tls), plainDatabase(16)]);
  await encrypted.server.query(`alter role ${LOGIN} password '${PASSWORD}'`);
});
afterAll(async () => {
  await Promise.all([encrypted?.stop(), local?.stop()]);
  await rm(folder, { recursive: true });
});

const tcp = (parameters: string, password = PASSWORD, port = encrypted.server.port): string =>
  `postgresql://${LOGIN}:${password}@127.0.0.1:${port}/${LOGIN}?${parameters}`;
const verified = (): string => `sslmode=verify-full&sslrootcert=${authority}`;

const run = (databaseUrl: string, argv: readonly string[] = ['apply', '-f', 'acme.yaml']) =>
  runInProcess(argv, {
    cwd: folder,
    env: { DATABASE_URL: databaseUrl, AGENTPOD_STATE_DIR: encrypted.options.stateDir },
  });

describe('a server that speaks TLS', () => {
  it('is used, its certificate and its name checked', async () => {
    const state = await openState({ ...encrypted.options, databaseUrl: tcp(verified()) });
    await state.store.recordTenant({ name: 'acme', uid: 't1', subnet: '10.0.0.0/24' });
    const feed = state.store.follow({ after: 0, signal: AbortSignal.timeout(10_000) });
    const next = feed[Symbol.asyncIterator]().next();
    await state.store.appendEvents([
      { subject: 'tenant/acme', type: 'Normal', reason: 'Created', message: '' },
    ]);
    expect((await next).value).toMatchObject({ subject: 'tenant/acme' });
    const connections = await encrypted.server.query(`
      select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid)
      where application_name = 'agentpod test'`);
    expect(connections).toEqual([{ ssl: true }]);
    await state.close();
    expect(await run(tcp(verified()), ['events'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('is used unchecked with sslmode=require', async () => {
    expect(await run(tcp('sslmode=require'), ['events'])).toMatchObject({ exitCode: 0 });
  });
});

type Refusal = readonly [what: string, url: () => string, error: RegExp, hint: RegExp];

const REFUSALS: readonly Refusal[] = [
  [
    'a certificate of an authority that is not known',
    () => tcp('sslmode=verify-full'),
    /^no encrypted connection to the state database: .*certificate/,
    /sslrootcert in DATABASE_URL/,
  ],
  [
    'a name that the certificate does not hold',
    () => tcp(verified()).replace('127.0.0.1', 'localhost'),
    /^no encrypted connection to the state database: .*localhost/,
    /sslmode/,
  ],
  [
    'a server that wants TLS, asked without',
    () => tcp('sslmode=disable'),
    /^the state database refuses access: .*no encryption/,
    /set sslmode=require or sslmode=verify-full/,
  ],
  [
    'TLS wanted from a server that has none',
    () => `${local.server.url()}&sslmode=require`,
    /^no encrypted connection to the state database: /,
    /sslmode/,
  ],
  [
    'a wrong password',
    () => tcp(verified(), 'wr0ng'),
    /^the state database refuses access: password authentication failed for user "plain"$/,
    /check user and password in DATABASE_URL/,
  ],
  [
    'a port that nobody listens on',
    () => tcp(verified(), PASSWORD, 1),
    /^the state database does not answer: connect ECONNREFUSED 127.0.0.1:1$/,
    /check that PostgreSQL runs/,
  ],
  [
    'a host that is not there',
    () => 'postgresql://u:pa55w0rd@no-such-host.invalid/x',
    /^the state database does not answer: getaddrinfo \S+ no-such-host.invalid$/,
    /names the server/,
  ],
  [
    'a database that is not there',
    () => local.server.url({ user: LOGIN, database: 'absent' }),
    /^the state database is not there: database "absent" does not exist$/,
    /correct its name in DATABASE_URL/,
  ],
  [
    'a login that may not make tables',
    () => local.server.url({ user: 'poor', database: 'rich' }),
    /^the state database refuses access: permission denied for database rich$/,
    /right to create/,
  ],
  [
    'a server that is too old',
    () => local.server.url({ user: LOGIN, database: 'old' }),
    /^the state database is PostgreSQL 15; AgentPod needs 16 or newer$/,
    /upgrade the server/,
  ],
];

describe('a command that meets', () => {
  beforeAll(async () => {
    await local.server.query('create role poor login');
    await local.server.query('create database rich');
    await local.server.query(`create database old owner ${LOGIN}`);
    // As near as a new server comes to being an old one.
    for (const statement of [
      `create function public.current_setting(text) returns text language sql
        as $$select case $1 when 'server_version_num' then '150013' else pg_catalog.current_setting($1) end$$`,
      `alter database old set search_path = public, pg_catalog`,
    ])
      await local.server.query(statement, 'old');
  });

  it.each(REFUSALS)('%s says so in one sentence and ends with 1', async (_, url, error, hint) => {
    const { exitCode, stdout, stderr } = await run(url());
    expect([exitCode, stdout]).toEqual([1, '']);
    const [first = '', second = '', ...rest] = stderr.trimEnd().split('\n');
    expect(rest).toEqual([]);
    expect(first.replace(/^error: /, '')).toMatch(error);
    expect(second.replace(/^hint: /, '')).toMatch(hint);
    expect(stderr).not.toMatch(/pa55w0rd|wr0ng/);
  });

  it('any of these ends with 9 where 1 means differences', async () => {
    expect(await run(tcp(verified(), 'wr0ng'), ['diff', '-f', 'acme.yaml'])).toMatchObject({
      exitCode: 9,
    });
  });
});
