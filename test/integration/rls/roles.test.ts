/** The roles: made once for a cluster, taken on by one login, and put off again. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openState, type StateOptions } from '../../../src/services/database/open.ts';
import { createPool, externalServer } from '../../../src/services/database/postgres.ts';
import { withTenant } from '../../../src/services/database/tenant-scope.ts';
import { LOGIN, type PlainDatabase, plainDatabase } from './plain-database.ts';

const ACME = { name: 'acme', uid: 't1', subnet: '10.0.0.0/24' };
const WHO = `select current_user as role, current_setting('agentpod.tenant_id', true) as tenant`;

let database: PlainDatabase;
let count = 0;

beforeAll(async () => {
  database = await plainDatabase();
});
afterAll(() => database.stop());

/** A login, and a database that it owns. */
async function another(attributes = ''): Promise<{ login: string; options: StateOptions }> {
  count += 1;
  const login = `login_${count}`;
  await database.server.query(`create role ${login} login ${attributes}`);
  await database.server.query(`create database ${login} owner ${login}`);
  const databaseUrl = database.server.url({ user: login, database: login });
  return { login, options: { ...database.options, databaseUrl } };
}

/** As on a new cluster; the tables stay in the database named. */
const dropRoles = async (keep = '') => {
  const databases = await database.server.query(
    "select datname as name from pg_database where datname <> 'template0'",
  );
  for (const name of databases.map((row) => String(row['name']))) {
    if (name !== keep) await database.server.query('drop schema if exists agentpod cascade', name);
    await database.server.query('drop owned by agentpod_engine, agentpod_tenant', name);
  }
  await database.server.query('drop role agentpod_engine, agentpod_tenant');
};

const openOnce = async (options: StateOptions) => (await openState(options)).close();

describe('a cluster with several databases', () => {
  it('serves a second one of the same login', async () => {
    await database.server.query(`create database second owner ${LOGIN}`);
    const databaseUrl = database.server.url({ user: LOGIN, database: 'second' });
    await openOnce({ ...database.options, databaseUrl });
  });

  it('serves another login once an administrator grants it the roles', async () => {
    const { login, options } = await another('createrole');
    await expect(openState(options)).rejects.toMatchObject({
      failure: 'InvalidInput',
      reason: 'StateForbidden',
      message: `the state database refuses access: ${login} may not act as the role agentpod_engine, which another installation made`,
      hint: `have an administrator run: grant agentpod_engine, agentpod_tenant to ${login} with inherit false, set true`,
    });
    await database.server.query(
      `grant agentpod_engine, agentpod_tenant to ${login} with inherit false, set true`,
    );
    await openOnce(options);
  });

  it('tells a login without rights what to ask for, and leaves nothing half made', async () => {
    await dropRoles();
    const { login, options } = await another();
    await expect(openState(options)).rejects.toMatchObject({
      reason: 'StateForbidden',
      message: `the state database refuses access: the role agentpod_engine is missing, and ${login} may not create it`,
      hint: expect.stringContaining(
        'create role agentpod_engine; create role agentpod_tenant; grant',
      ),
    });
    const found = "select to_regnamespace('agentpod') as found";
    expect(await database.server.query(found, login)).toEqual([{ found: null }]);
    await database.server.query('create role agentpod_engine; create role agentpod_tenant');
    await database.server.query(
      `grant agentpod_engine, agentpod_tenant to ${login} with inherit false, set true`,
    );
    await openOnce(options);
  });

  it('takes two migrations at once, in two databases, the roles made by either', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await dropRoles();
      const databases = await Promise.all(
        ['one', 'two'].map(async (name) => {
          await database.server.query(`drop database if exists ${name}`);
          await database.server
            .query(`create database ${name} owner ${LOGIN}`)
            .catch(() => undefined);
          return {
            ...database.options,
            databaseUrl: database.server.url({ user: LOGIN, database: name }),
          };
        }),
      );
      await Promise.all(databases.map(openOnce));
    }
  });

  it('refuses a role that could pass by the policies', async () => {
    await dropRoles();
    await database.server.query('create role agentpod_engine bypassrls');
    const { login, options } = await another('createrole');
    await database.server.query(`grant agentpod_engine to ${login}`);
    await expect(openState(options)).rejects.toMatchObject({
      reason: 'StateForbidden',
      message: expect.stringContaining('the role agentpod_engine could pass by row-level security'),
      hint: expect.stringContaining('alter role agentpod_engine nosuperuser nobypassrls'),
    });
    await database.server.query('drop owned by agentpod_engine; drop role agentpod_engine');
  });

  it('needs no owner day by day: a login that is a member of the roles suffices', async () => {
    const { login, options } = await another('createrole');
    await openOnce(options);
    await database.server.query('create role daily login');
    await database.server.query(
      'grant agentpod_engine, agentpod_tenant to daily with inherit false, set true',
    );
    const databaseUrl = database.server.url({ user: 'daily', database: login });
    const { store, lock, close } = await openState({ ...options, databaseUrl });
    await store.recordTenant(ACME);
    expect((await store.asTenant('t1').load()).tenants).toEqual([ACME]);
    await (await lock.acquire({ command: 'test', timeoutSeconds: 5 })).release();
    await close();
  });

  it('says so when the roles did not come along with a restored database', async () => {
    const { login, options } = await another('superuser');
    await openOnce(options);
    await dropRoles(login);
    for (const readOnly of [true, false]) {
      await expect(openState({ ...options, readOnly })).rejects.toMatchObject({
        reason: 'StateForbidden',
        message: expect.stringContaining('it lacks the roles agentpod_engine, agentpod_tenant'),
      });
    }
  });
});

describe('work within one tenant', () => {
  let whole: PlainDatabase;
  let pool: ReturnType<typeof createPool>;

  beforeAll(async () => {
    whole = await plainDatabase();
  });
  afterAll(() => whole.stop());
  beforeEach(() => {
    pool = createPool(externalServer(whole.url), 'agentpod test', false);
    return () => pool.end();
  });

  const who = async () => (await pool.query(WHO)).rows[0];
  const engine = { role: 'agentpod_engine', tenant: expect.toBeOneOf([null, '']) };

  it('has role and tenant to its end, and the connection is the engine again', async () => {
    expect(await who()).toEqual(engine);
    const within = await withTenant(pool, "o'hara", async (db) => (await db.execute(WHO)).rows[0]);
    expect(within).toEqual({ role: 'agentpod_tenant', tenant: "o'hara" });
    expect(pool.totalCount).toBe(1);
    expect(await who()).toEqual(engine);
  });

  it('that fails undoes all, and the connection is the engine again', async () => {
    const failing = withTenant(pool, 't1', async (db) => {
      await db.execute(
        `insert into agentpod.audit (tenant_id, actor, action, result) values ('t1', 'a', 'b', 'c')`,
      );
      await db.execute('select nonsense');
    });
    await expect(failing).rejects.toThrow();
    expect(await who()).toEqual(engine);
    expect((await pool.query('select from agentpod.audit')).rowCount).toBe(0);
  });

  it('that hides a failure is not taken for done', async () => {
    const hiding = withTenant(pool, 't1', (db) =>
      db.execute('select nonsense').catch(() => 'fine'),
    );
    await expect(hiding).rejects.toMatchObject({ reason: 'StateError' });
    expect(await who()).toEqual(engine);
  });

  it('whose connection breaks gives none back', async () => {
    const cut = withTenant(pool, 't1', (db) =>
      db.execute('reset role; select pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(cut).rejects.toThrow();
    expect(pool.totalCount).toBe(0);
    expect(await who()).toEqual(engine);
  });
});
