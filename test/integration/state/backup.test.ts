import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLock } from '../../../src/services/database/backup/age-keys.ts';
import { dumpLines, inSnapshot } from '../../../src/services/database/backup/dump.ts';
import { header } from '../../../src/services/database/backup/format.ts';
import {
  catchUp,
  rebuildSchema,
  seenMigrations,
  splitMigrations,
} from '../../../src/services/database/backup/migrations.ts';
import { withQueries } from '../../../src/services/database/backup/scratch-database.ts';
import { writeSealed } from '../../../src/services/database/backup/sealed-file.ts';
import { embeddedLayout, embeddedServer } from '../../../src/services/database/embedded/layout.ts';
import { startEmbedded } from '../../../src/services/database/embedded/server.ts';
import { ROLE } from '../../../src/services/database/roles.ts';
import { ACME } from '../../contract/store-samples.ts';
import { anOrigin, EVENT, type Origin, StateRoom } from './backup-room.ts';

describe('a backup of the state', () => {
  let origin: Origin;

  beforeAll(async () => {
    origin = await anOrigin();
  });
  afterAll(() => origin.room[Symbol.asyncDispose]());

  it('is private, encrypted, and leaves no scratch database behind', async () => {
    const { room, backup } = origin;
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    expect((await readFile(backup)).subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
    const databases = await room.query<{ name: string }>(
      'select datname as name from pg_database order by 1',
    );
    expect(databases.map(({ name }) => name)).toEqual(['postgres', 'template0', 'template1']);
  });

  it('takes away the scratch database that a killed one left', async () => {
    const { room, passphrase } = origin;
    const [own] = await room.query<{ oid: number }>(
      'select oid::int from pg_database where datname = current_database()',
    );
    await room.query(`create database agentpod_verify_${own?.oid}_0123456789ab`);
    const again = room.path('again.backup');
    const made = await room.run(['state', 'backup', again, '--passphrase-file', passphrase]);
    expect(made).toMatchObject({ exitCode: 0 });
    const left = await room.query("select from pg_database where datname like 'agentpod%'");
    expect(left).toEqual([]);
  });

  it('brings every row, sequence and secret back on another machine', async () => {
    await using bare = await StateRoom.make();
    expect(await origin.restoreInto(bare)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('the backup needs the master key'),
    });
    await using target = await StateRoom.prepared(origin.room);
    expect(await origin.restoreInto(target)).toMatchObject({ exitCode: 0 });
    expect(await target.everything()).toEqual(await origin.room.everything());
    expect(await target.token()).toBe(origin.token);
    const [last] = await target.with(({ store }) => store.audit({ limit: 1 }));
    expect(last).toMatchObject({ action: 'state restore', result: 'restored' });
    // Ids go on where they were.
    await target.with(({ store }) => store.appendEvents([EVENT]));
    const [newest] = await target.query('select max(id)::int as id from agentpod.events');
    expect(newest).toEqual({ id: 4 });
  });

  it('for an age key opens with that key, and carries the master key when asked to', async () => {
    const { room } = origin;
    const identity = await generateX25519Identity();
    await writeFile(room.path('key.txt'), `# a comment\n${identity}\n`);
    const backup = room.path('carrying.backup');
    const recipient = await identityToRecipient(identity);
    const flags = ['--include-master-key', '--recipient', recipient];
    const made = await room.run(['state', 'backup', backup, ...flags]);
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stderr).toContain('whoever opens it can read every secret');

    await using target = await StateRoom.make();
    const key = ['--identity', room.path('key.txt')];
    expect(await target.run(['state', 'restore', backup, ...key])).toMatchObject({ exitCode: 0 });
    expect(await target.token()).toBe(origin.token);
    expect((await stat(join(target.stateDir, 'master.key'))).mode & 0o777).toBe(0o600);
  });

  it('of an older AgentPod is restored into its tables and then migrated', async () => {
    await using old = await StateRoom.make();
    await startEmbedded(old.stateDir);
    const backup = origin.room.path('older.backup');
    await withQueries(embeddedServer(embeddedLayout(old.stateDir)), 'test', async (db) => {
      const { future } = splitMigrations(header({ created: '', migrations: [], keys: [] }), '');
      await rebuildSchema(db, []);
      await catchUp(db, future.slice(0, -1));
      await db.query('insert into agentpod.tenants (tenant_id, name, subnet) values ($1, $2, $3)', [
        ACME.uid,
        ACME.name,
        ACME.subnet,
      ]);
      const migrations = await seenMigrations(db);
      expect(migrations.length).toBe(future.length - 1);
      await inSnapshot(db, () => {
        const lines = async function* () {
          yield JSON.stringify(header({ created: '', migrations, keys: [] }));
          yield* dumpLines(db);
        };
        const lock = makeLock({ passphrase: origin.passphrase });
        return lock.then((made) => writeSealed(backup, made, lines(), async () => undefined));
      });
    });

    await using target = await StateRoom.make();
    expect(await origin.restoreInto(target, { backup })).toMatchObject({ exitCode: 0 });
    const { tenants } = await target.with(({ store }) => store.load());
    expect(tenants).toEqual([ACME]);
  });

  it('works with a login that owns the schema and is no superuser', async () => {
    await using server = await StateRoom.make();
    await server.with(() => Promise.resolve());
    await server.query('create role plain login');
    const roles = `${ROLE.engine}, ${ROLE.tenant}`;
    await server.query(`grant ${roles} to plain with inherit false, set true`);
    await server.query('create database plain owner plain');
    const { host } = embeddedServer(embeddedLayout(server.stateDir));
    const env = {
      DATABASE_URL: `postgresql://plain@${encodeURIComponent(host ?? '')}:5432/plain`,
      AGENTPOD_MASTER_KEY_FILE: join(origin.room.stateDir, 'master.key'),
    };
    const open = ['--passphrase-file', origin.passphrase];
    const restored = await server.run(['state', 'restore', origin.backup, ...open], env);
    expect(restored, restored.stderr).toMatchObject({ exitCode: 0 });

    const backup = origin.room.path('plain.backup');
    const made = await server.run(['state', 'backup', backup, ...open], env);
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stderr).toContain('the login plain may not create databases');
    expect(made.stdout).toContain('every row the same');

    await using target = await StateRoom.prepared(origin.room);
    expect(await origin.restoreInto(target, { backup })).toMatchObject({ exitCode: 0 });
    expect(await target.everything()).toEqual(await origin.room.everything());
  });
});
