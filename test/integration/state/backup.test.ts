import { chmod, copyFile, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedLayout, embeddedServer } from '../../../src/services/database/embedded/layout.ts';
import { openState } from '../../../src/services/database/open.ts';
import { ROLE } from '../../../src/services/database/roles.ts';
import { ACME, AGENT, COMMIT, OTHER } from '../../contract/store-samples.ts';
import { type Env, runInProcess } from '../fleet/in-process.ts';
import { makeStateDir, removeStateDir } from '../temporary-state.ts';

const APPLICATION = 'agentpod test';

describe('a backup of the state', () => {
  let source: string;
  let file: string;
  let passphrase: string;
  let token: string | undefined;

  const folder = (name: string) => join(dirname(source), name);
  const run = (argv: readonly string[], stateDir = source, env: Env = {}) =>
    runInProcess(argv, {
      cwd: dirname(source),
      env: { PATH: process.env['PATH'] ?? '', AGENTPOD_STATE_DIR: stateDir, ...env },
    });
  const restore = (stateDir: string, backup = file, ...flags: readonly string[]) =>
    run(['state', 'restore', backup, '--passphrase-file', passphrase, ...flags], stateDir);

  beforeAll(async () => {
    source = await makeStateDir();
    file = folder('agentpod.backup');
    passphrase = folder('passphrase');
    await writeFile(passphrase, 'correct horse battery staple\n');
    token = await fill(source);
    const made = await run(['state', 'backup', file, '--passphrase-file', passphrase]);
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stdout).toMatch(/Verified: restored into a scratch database, .*one secret opened/);
    expect(made.stderr).toContain('The master key is not in it');
  });
  afterAll(() => removeStateDir(source));

  it('is private, encrypted, and leaves no scratch database behind', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file)).subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
    const databases = await query(source, 'select datname from pg_database order by 1');
    expect(databases).toEqual([
      { datname: 'postgres' },
      { datname: 'template0' },
      { datname: 'template1' },
    ]);
  });

  it('brings every row, sequence and secret back on another machine', async () => {
    const target = await makeStateDir();
    try {
      expect(await restore(target)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('the backup needs the master key'),
      });
      await copyKey(source, target);
      expect(await restore(target)).toMatchObject({ exitCode: 0 });
      expect(await everything(target)).toEqual(await everything(source));
      expect(await tokenOf(target)).toBe(token);
      // Ids go on where they were.
      await withState(target, (state) => state.store.appendEvents([EVENT]));
      expect(await query(target, 'select max(id)::int as id from agentpod.events')).toEqual([
        { id: 4 },
      ]);
    } finally {
      await removeStateDir(target);
    }
  });

  it('is not put in the place of a state that holds something, but for --yes', async () => {
    const target = await makeStateDir();
    try {
      await copyKey(source, target);
      expect(await restore(target)).toMatchObject({ exitCode: 0 });
      await withState(target, (state) => state.store.forgetPod(OTHER.key));
      const before = await everything(target);
      expect(await restore(target)).toMatchObject({
        exitCode: 7,
        stderr: expect.stringContaining('there is a state already'),
      });
      expect(await everything(target)).toEqual(before);
      expect(await restore(target, file, '--yes')).toMatchObject({ exitCode: 0 });
      expect(await everything(target)).toEqual(await everything(source));

      const held = await withLock(target, () => restore(target, file, '--yes', ...NO_WAIT));
      expect(held).toMatchObject({ exitCode: 4, stdout: '' });
    } finally {
      await removeStateDir(target);
    }
  });

  it.each([
    ['cut off', (copy: string) => truncate(copy, 900), 'it was cut off or changed'],
    ['changed', (copy: string) => flip(copy, -40), 'it was cut off or changed'],
    ['no backup', (copy: string) => writeFile(copy, 'hello'), 'it is not encrypted with age'],
    ['not there', (copy: string) => rm(copy), 'it does not exist'],
  ])('that is %s changes nothing and is told in one sentence', async (_how, spoil, words) => {
    const copy = folder('spoilt.backup');
    await copyFile(file, copy);
    await spoil(copy);
    const before = await everything(source);
    const ran = await restore(source, copy, '--yes');
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ran.stderr).toContain(words);
    expect(ran.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(await everything(source)).toEqual(before);
  });

  it('does not open with another passphrase, and says so', async () => {
    const other = folder('other-passphrase');
    await writeFile(other, 'wrong\n');
    const ran = await run(['state', 'restore', file, '--passphrase-file', other, '--yes']);
    expect(ran).toMatchObject({ exitCode: 1 });
    expect(ran.stderr).toContain(`the passphrase in ${other} does not open`);
  });

  it('for an age key opens with that key, and carries the master key when asked to', async () => {
    const identity = await generateX25519Identity();
    await writeFile(folder('key.txt'), `# a comment\n${identity}\n`);
    const carrying = folder('carrying.backup');
    const made = await run([
      ...['state', 'backup', carrying, '--include-master-key'],
      ...['--recipient', await identityToRecipient(identity)],
    ]);
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stderr).toContain('whoever opens it can read every secret');
    const target = await makeStateDir();
    try {
      const restored = await run(
        ['state', 'restore', carrying, '--identity', folder('key.txt')],
        target,
      );
      expect(restored).toMatchObject({ exitCode: 0 });
      expect(await tokenOf(target)).toBe(token);
      expect((await stat(join(target, 'master.key'))).mode & 0o777).toBe(0o600);
    } finally {
      await removeStateDir(target);
    }
  });

  it('made by a newer AgentPod is refused; a wrong master key too', async () => {
    const target = await makeStateDir();
    try {
      await withState(target, (state) => state.store.load());
      expect(await restore(target)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('is not the one that the backup needs'),
      });
      await query(target, "insert into agentpod.migrations (hash, created_at) values ('x', 1)");
      const newer = folder('newer.backup');
      const made = await run(['state', 'backup', newer, '--passphrase-file', passphrase], target);
      expect(made).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('was made by a newer AgentPod'),
      });
      await expect(stat(newer)).rejects.toThrow('ENOENT');
    } finally {
      await removeStateDir(target);
    }
  });

  it('works with a login that owns the schema and is no superuser', async () => {
    const target = await makeStateDir();
    try {
      await withState(target, () => Promise.resolve());
      await query(target, 'create role plain login');
      await query(
        target,
        `grant ${ROLE.engine}, ${ROLE.tenant} to plain with inherit false, set true`,
      );
      await query(target, 'create database plain owner plain');
      const { host } = embeddedServer(embeddedLayout(target));
      const url = `postgresql://plain@${encodeURIComponent(host ?? '')}:5432/plain`;
      const plain = folder('plain');
      const env = { DATABASE_URL: url, AGENTPOD_MASTER_KEY_FILE: join(source, 'master.key') };
      const argv = ['state', 'restore', file, '--passphrase-file', passphrase];
      expect(await run(argv, plain, env)).toMatchObject({ exitCode: 0 });

      const again = ['state', 'backup', folder('plain.backup'), '--passphrase-file', passphrase];
      const made = await run(again, plain, env);
      expect(made).toMatchObject({ exitCode: 0 });
      expect(made.stderr).toContain('the login plain may not create databases');
      expect(made.stdout).toContain('every row the same');
      expect(await restore(source, folder('plain.backup'), '--yes')).toMatchObject({ exitCode: 0 });
      expect(await tokenOf(source)).toBe(token);
    } finally {
      await removeStateDir(target);
    }
  });
});

const EVENT = {
  subject: 'pod/acme/agent',
  type: 'Normal',
  reason: 'Created',
  message: 'grüß "dich"\nund mehr',
} as const;

const NO_WAIT = ['--lock-timeout', '0s'];

async function fill(stateDir: string): Promise<string | undefined> {
  return withState(stateDir, async ({ store }) => {
    await store.recordTenant(ACME);
    await store.recordPod(AGENT);
    await store.recordPod(OTHER);
    await store.commitPod(COMMIT);
    await store.appendEvents([EVENT, EVENT, EVENT]);
    return (await store.gatewayToken(AGENT.key))?.reveal();
  });
}

async function withState<T>(
  stateDir: string,
  work: (state: Awaited<ReturnType<typeof openState>>) => Promise<T>,
): Promise<T> {
  const state = await openState({ stateDir, readOnly: false, application: APPLICATION });
  return work(state).finally(() => state.close());
}

async function withLock<T>(stateDir: string, work: () => Promise<T>): Promise<T> {
  return withState(stateDir, async ({ lock }) => {
    const held = await lock.acquire({ command: 'test', timeoutSeconds: 1 });
    return work().finally(() => held.release());
  });
}

function tokenOf(stateDir: string): Promise<string | undefined> {
  return withState(stateDir, async ({ store }) => (await store.gatewayToken(AGENT.key))?.reveal());
}

async function copyKey(from: string, to: string): Promise<void> {
  await withEmbedded(to);
  await copyFile(join(from, 'master.key'), join(to, 'master.key'));
  await chmod(join(to, 'master.key'), 0o600);
}

/** An empty database, without a key of its own. */
async function withEmbedded(stateDir: string): Promise<void> {
  const { startEmbedded } = await import('../../../src/services/database/embedded/server.ts');
  await startEmbedded(stateDir);
}

async function everything(stateDir: string): Promise<unknown> {
  const tables = await query<{ name: string }>(
    stateDir,
    "select tablename as name from pg_tables where schemaname = 'agentpod' order by 1",
  );
  const rows: unknown[] = [];
  for (const { name } of tables) {
    rows.push(name, await query(stateDir, `select t::text from agentpod.${name} t order by 1`));
  }
  return rows;
}

async function query<Row extends object>(stateDir: string, text: string): Promise<Row[]> {
  const client = new pg.Client(embeddedServer(embeddedLayout(stateDir)));
  await client.connect();
  return client
    .query<Row>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  const index = bytes.length + at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  await writeFile(path, bytes);
}
