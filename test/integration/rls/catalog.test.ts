import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSIONS } from '../postgres-server.ts';
import { findGaps } from './catalog.ts';
import { type PlainDatabase, plainDatabase } from './plain-database.ts';

/** Each would let rows of one tenant out, or leave no trace of it. */
const MISTAKES: readonly (readonly [statement: string, gap: string])[] = [
  ['create table agentpod.notes (text text)', 'notes has no tenant_id'],
  ['create table agentpod.notes (tenant_id text)', 'notes has no index that starts with tenant_id'],
  ['create table agentpod.notes (tenant_id text primary key)', 'notes has no row-level security'],
  ['alter table agentpod.pods disable row level security', 'pods has no row-level security'],
  ['alter table agentpod.pods no force row level security', 'pods does not bind its owner'],
  ['drop policy tenant on agentpod.secrets', 'secrets has no policy of agentpod_tenant for SELECT'],
  [
    'alter policy tenant on agentpod.secrets using (true)',
    'policy tenant on secrets lets a tenant past its own rows',
  ],
  [
    "alter policy tenant on agentpod.pods with check (tenant_id <> '')",
    'policy tenant on pods lets a tenant past its own rows',
  ],
  [
    'create policy tenant_reads_all on agentpod.pods for select to agentpod_tenant using (true)',
    'policy tenant_reads_all on pods lets a tenant past its own rows',
  ],
  [
    'create policy everybody on agentpod.pods using (true)',
    'policy everybody on pods is for public',
  ],
  [
    `create policy tenant_writes on agentpod.events for update to agentpod_tenant using (true)`,
    'policy tenant_writes on events lets a tenant past its own rows',
  ],
  [
    'alter table agentpod.events drop constraint events_pkey; drop index agentpod.events_tenant_id_idx',
    'events has no index that starts with tenant_id',
  ],
  ['grant delete on agentpod.audit to agentpod_engine', 'agentpod_engine has DELETE on audit'],
  ['grant select on agentpod.pods to public', 'PUBLIC has SELECT on pods'],
  ['grant truncate on agentpod.pods to agentpod_tenant', 'agentpod_tenant has TRUNCATE on pods'],
  [
    'grant select on agentpod.master_keys to agentpod_tenant',
    'agentpod_tenant has SELECT on master_keys',
  ],
  [
    'create view agentpod.all_pods as select * from agentpod.pods',
    'all_pods is no plain table: nobody checked who sees what through it',
  ],
  [
    'create function agentpod.leak() returns bigint language sql security definer as $$select 1$$',
    'leak acts with the rights of the owner',
  ],
  [
    'grant execute on function agentpod.trim_audit to public',
    'trim_audit may be called by anybody',
  ],
];

describe.each(VERSIONS)('the catalog of PostgreSQL %d', (version) => {
  let database: PlainDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await plainDatabase(version);
    client = new pg.Client(database.url);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.stop();
  });

  it('shows every table isolated', async () => {
    expect(await findGaps(client)).toEqual([]);
  });

  it.each(MISTAKES)('would show the mistake: %s', async (statement, gap) => {
    await client.query('begin');
    try {
      await client.query(statement);
      expect(await findGaps(client)).toContain(gap);
    } finally {
      await client.query('rollback');
    }
  });
});
