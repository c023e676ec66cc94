/** Every table, every statement, two tenants: neither can touch what is the other's. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PlainDatabase, plainDatabase } from './plain-database.ts';

/** What a new row of a tenant says, by table; `n` keeps rows apart. */
const ROWS: Readonly<Record<string, (tenant: string, n: number) => string>> = {
  tenants: (tenant, n) => `(tenant_id, name, subnet) values ('${tenant}', '${tenant}', '10.${n}')`,
  pods: (tenant, n) => `(uid, tenant_id, name) values ('${tenant}-p${n}', '${tenant}', 'p${n}')`,
  port_leases: (tenant, n) =>
    `(port, tenant_id, pod_uid) values (${n}, '${tenant}', '${tenant}-p${n}')`,
  tenant_keys: (tenant, n) =>
    `(tenant_id, version, master_key_id, nonce, ciphertext) select '${tenant}', ${n}, 'm', '', ''`,
  secrets: (tenant, n) => `(tenant_id, name, version, key_version, nonce, ciphertext, fingerprint)
    values ('${tenant}', 's', ${n}, 1, '', '', 'f')`,
  events: (tenant) => `(tenant_id, subject, type, reason, message)
    values ('${tenant}', 'tenant/${tenant}', 'Normal', 'r', 'm')`,
  customer_links: (tenant, n) =>
    `(tenant_id, pod_uid, digest, expires_at) values ('${tenant}', '${tenant}-p${tenant === 'acme' ? 1 : 2}', 'l${n}', now())`,
  customer_sessions: (tenant, n) => `(tenant_id, pod_uid, digest, address, expires_at, ends_at)
    values ('${tenant}', '${tenant}-p${tenant === 'acme' ? 1 : 2}', 's${n}', '', now(), now())`,
  api_tokens: (tenant, n) =>
    `(tenant_id, name, role, digest) values ('${tenant}', '${tenant}-${n}', 'tenant', '${tenant}-${n}')`,
  alerts: (tenant, n) => `(tenant_id, key, type, severity, subject, message)
    values ('${tenant}', '${tenant}-${n}', 'failing', 'critical', 'pod/${tenant}/p', 'm')`,
  alert_outbox: (tenant, n) => `(id, tenant_id, receiver, key, notice, next_try_at, created_at)
    values ('${tenant}-${n}', '${tenant}', 'r', 'k', '{}', now(), now())`,
  audit: (tenant) => `(tenant_id, actor, action, result) values ('${tenant}', 'a', 'b', 'c')`,
};
const TABLES = Object.keys(ROWS);
const APPEND_ONLY = ['events', 'audit'];
const CHANGED = 'tenant_id = tenant_id';

const insert = (table: string, tenant: string, n: number): string =>
  `insert into agentpod.${table} ${ROWS[table]?.(tenant, n)}`;

/** Number of rows, or the SQLSTATE of the refusal. */
async function outcome(client: pg.Client, text: string): Promise<number | string> {
  await client.query('savepoint here');
  try {
    const { rowCount } = await client.query(text);
    return rowCount ?? 0;
  } catch (error) {
    await client.query('rollback to here');
    return error instanceof pg.DatabaseError ? (error.code ?? '') : String(error);
  }
}

describe('two tenants in one database', () => {
  let database: PlainDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await plainDatabase();
    client = new pg.Client(database.url);
    await client.connect();
    await client.query('set role agentpod_engine');
    await client.query("insert into agentpod.master_keys values ('m', '', '')");
    for (const tenant of ['acme', 'globex']) {
      for (const table of TABLES) {
        await client.query(insert(table, tenant, tenant === 'acme' ? 1 : 2));
        // A secret refers to key 1 of its tenant.
        if (table === 'tenant_keys' && tenant === 'globex')
          await client.query(insert(table, tenant, 1));
      }
    }
    await client.query('reset role');
  });
  afterAll(async () => {
    await client.end();
    await database.stop();
  });

  beforeEach(async () => {
    await client.query('begin');
    return () => client.query('rollback').then(() => undefined);
  });

  const actAs = async (tenant: string | undefined): Promise<void> => {
    await client.query('set local role agentpod_tenant');
    if (tenant !== undefined) {
      await client.query("select set_config('agentpod.tenant_id', $1, true)", [tenant]);
    }
  };

  /** As if somebody had granted too much: what is left is what the policies forbid. */
  const grantAll = () =>
    client.query('grant all on all tables in schema agentpod to agentpod_tenant, agentpod_engine');

  describe.each(TABLES)('%s', (table) => {
    const foreign = `agentpod.${table} where tenant_id = 'globex'`;

    it('shows a tenant its own rows, and the engine all', async () => {
      await actAs('acme');
      const { rows } = await client.query(`select distinct tenant_id from agentpod.${table}`);
      expect(rows).toEqual([{ tenant_id: 'acme' }]);
      await client.query('set local role agentpod_engine');
      const all = await client.query(`select distinct tenant_id from agentpod.${table} order by 1`);
      expect(all.rows).toEqual([{ tenant_id: 'acme' }, { tenant_id: 'globex' }]);
    });

    it("neither reads, changes, deletes nor makes another tenant's rows, whatever is granted", async () => {
      await grantAll();
      await actAs('acme');
      expect(await outcome(client, `select from ${foreign}`)).toBe(0);
      expect(await outcome(client, `select from ${foreign} for update`)).toBe(0);
      expect(await outcome(client, `delete from ${foreign}`)).toBe(0);
      expect(
        await outcome(client, `update agentpod.${table} set ${CHANGED} where tenant_id = 'globex'`),
      ).toBe(0);
      expect(await outcome(client, insert(table, 'globex', 7))).toBe('42501');
    });

    it("gives no own row away to another tenant's", async () => {
      await grantAll();
      await actAs('acme');
      const give = `update agentpod.${table} set tenant_id = 'globex' where tenant_id = 'acme'`;
      expect(await outcome(client, give)).toBe(APPEND_ONLY.includes(table) ? 0 : '42501');
    });

    it.each([undefined, '', 'nobody'])(
      'is empty for the tenant %o, and takes no row',
      async (tenant) => {
        await grantAll();
        await actAs(tenant);
        expect(await outcome(client, `select from agentpod.${table}`)).toBe(0);
        expect(await outcome(client, `delete from agentpod.${table}`)).toBe(0);
        expect(await outcome(client, insert(table, 'acme', 8))).toBe('42501');
      },
    );

    it('is closed to its owner, who has no role on', async () => {
      expect(await outcome(client, `select from agentpod.${table}`)).toBe(
        // The owner trims these, by functions.
        APPEND_ONLY.includes(table) ? 2 : 0,
      );
      expect(await outcome(client, insert(table, 'acme', 9))).toBe('42501');
    });
  });

  it.each(APPEND_ONLY)(
    '%s takes rows, and neither role may change or delete one',
    async (table) => {
      for (const role of ['agentpod_tenant', 'agentpod_engine']) {
        await actAs('acme');
        await client.query(`set local role ${role}`);
        expect(await outcome(client, insert(table, 'acme', 3))).toBe(1);
        expect(await outcome(client, `update agentpod.${table} set ${CHANGED}`)).toBe('42501');
        expect(await outcome(client, `delete from agentpod.${table}`)).toBe('42501');
        expect(await outcome(client, `truncate agentpod.${table}`)).toBe('42501');
      }
    },
  );

  it.each(['tenants', 'pods', 'port_leases', 'tenant_keys'])(
    '%s is written by the engine alone',
    async (table) => {
      await actAs('acme');
      expect(await outcome(client, insert(table, 'acme', 4))).toBe('42501');
      expect(await outcome(client, `update agentpod.${table} set ${CHANGED}`)).toBe('42501');
      expect(await outcome(client, `delete from agentpod.${table}`)).toBe('42501');
    },
  );

  it.each(['master_keys', 'housekeeping', 'migrations', 'leadership', 'waits'])(
    "%s, which is no tenant's, is closed to tenants",
    async (table) => {
      await actAs('acme');
      expect(await outcome(client, `select from agentpod.${table}`)).toBe('42501');
    },
  );

  it("a tenant's row cannot refer to another tenant's pod or key", async () => {
    await client.query('set local role agentpod_engine');
    const lease = "(port, tenant_id, pod_uid) values (5, 'acme', 'globex-p2')";
    expect(await outcome(client, `insert into agentpod.port_leases ${lease}`)).toBe('23503');
    const secret = `(tenant_id, name, version, key_version, nonce, ciphertext, fingerprint)
      values ('acme', 's', 6, 2, '', '', 'f')`;
    expect(await outcome(client, `insert into agentpod.secrets ${secret}`)).toBe('23503');
  });
});
