/** What row-level security costs, and how long a tenant's queries take at 100 tenants of 1000 pods. */
import { type SQL, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { embeddedLayout, embeddedServer } from '../src/services/database/embedded/layout.ts';
import { openState } from '../src/services/database/open.ts';
import { createPool, type Database, overConnection } from '../src/services/database/postgres.ts';
import { withTenant } from '../src/services/database/tenant-scope.ts';
import { makeStateDir, removeStateDir } from '../test/integration/temporary-state.ts';
import { compare, type Row } from './measure.ts';
import { BARE, fillTenants, PODS, TENANTS, tenantId } from './rls-data.ts';

const CLIENTS = 8;
const TRANSACTIONS = 20_000;
const BATCH = 200;

/** Of one tenant: what its pages and the API ask. `filter` is what the policy adds by itself. */
const QUERIES: readonly ((filter: (table: SQL) => SQL, n: number) => SQL)[] = [
  (filter, n) => sql`select * from agentpod.pods where name = ${`p${n}`} ${filter(sql`pods`)}`,
  (filter) =>
    sql`select name, generation from agentpod.pods where true ${filter(sql`pods`)} order by name limit 50`,
  (filter) => sql`select count(*) from agentpod.pods where true ${filter(sql`pods`)}`,
  (filter, n) => sql`select pods.name, port from agentpod.pods join agentpod.port_leases
    on port_leases.tenant_id = pods.tenant_id and pod_uid = uid
    where name = ${`p${n}`} ${filter(sql`pods`)} ${filter(sql`port_leases`)}`,
  (filter, n) => sql`select secrets.* from agentpod.secrets join agentpod.pods
    on secrets.tenant_id = pods.tenant_id and pod_uid = uid
    where pods.name = ${`p${n}`} ${filter(sql`pods`)} ${filter(sql`secrets`)}`,
  (filter) =>
    sql`select * from agentpod.events where true ${filter(sql`events`)} order by id desc limit 20`,
  (filter) =>
    sql`select * from agentpod.audit where true ${filter(sql`audit`)} order by id desc limit 20`,
];

type Ask = (tenant: number, query: number, pod: number) => Promise<unknown>;

export async function rls(): Promise<Row[]> {
  const stateDir = await makeStateDir();
  const options = { stateDir, readOnly: false, application: 'agentpod bench' };
  const { store, close } = await openState(options);
  const server = embeddedServer(embeddedLayout(stateDir));
  const pool = createPool(server, options.application, false);
  pool.options.max = CLIENTS;
  try {
    await fillTenants(store, server);
    await printTails(pool);
    return [await costOfPolicies(pool)];
  } finally {
    await pool.end();
    await close();
    await removeStateDir(stateDir);
  }
}

/** As the program asks: the policies choose the rows. */
function underPolicies(pool: Pool): Ask {
  return (tenant, query, pod) =>
    withTenant(pool, tenantId(tenant), (db) => ask(db, query, pod, () => sql``));
}

/** The same transaction in a role that no policy binds, so that the query has to choose by itself. */
function withoutPolicies(pool: Pool): Ask {
  return async (tenant, query, pod) => {
    const client = await pool.connect();
    const id = tenantId(tenant);
    try {
      await client.query(`begin; set local role ${BARE};
        select set_config('agentpod.tenant_id', ${client.escapeLiteral(id)}, true)`);
      await ask(overConnection(client), query, pod, (table) => sql`and ${table}.tenant_id = ${id}`);
      await client.query('commit');
    } finally {
      client.release();
    }
  };
}

async function ask(db: Database, query: number, pod: number, filter: (table: SQL) => SQL) {
  const text = QUERIES[query % QUERIES.length];
  if (text !== undefined) await db.execute(text(filter, pod));
}

async function costOfPolicies(pool: Pool): Promise<Row> {
  const batchOf = (each: Ask) => async () => {
    for (let n = 0; n < BATCH; n += 1) await each(n * 7, n, n * 13);
  };
  return compare({
    title: `${BATCH} transactions of a tenant at ${TENANTS} tenants x ${PODS} pods, row-level security`,
    ours: batchOf(underPolicies(pool)),
    floorTitle: 'the same queries and indexes without it, the tenant as a condition',
    floor: batchOf(withoutPolicies(pool)),
    aim: 1.1,
    samples: 40,
  });
}

/**
 * The slowest of many, by several clients at once: what a user waits for now and then. On a machine
 * that is busy with other things both figures grow; then their likeness is what counts.
 */
async function printTails(pool: Pool): Promise<void> {
  const ours = await tail(underPolicies(pool));
  const floor = await tail(withoutPolicies(pool));
  console.log(
    `a tenant's transaction at ${TENANTS} tenants x ${PODS} pods, ${CLIENTS} clients at once\n` +
      `  ours   ${ours} (aim: p99 under 10 ms)\n  floor  ${floor}  without row-level security\n`,
  );
}

async function tail(each: Ask): Promise<string> {
  const times: number[] = [];
  let started = 0;
  const client = async (): Promise<void> => {
    for (let n = started++; n < TRANSACTIONS; n = started++) {
      const start = performance.now();
      await each(n * 31, n, n * 17);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const warm = times.slice(TRANSACTIONS / 10).sort((a, b) => a - b);
  const at = (share: number): string => (warm[Math.floor(warm.length * share)] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
}
