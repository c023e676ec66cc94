/** Keeping the logs short, by an owner that FORCE binds and an engine that may delete nothing itself. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { State } from '../../../src/services/database/open.ts';
import { LOGIN, type PlainDatabase, plainDatabase } from './plain-database.ts';

const RETENTION = { eventDays: 30, eventsPerTenant: 2000, auditDays: 400 };

let database: PlainDatabase;
let state: State;

beforeAll(async () => {
  database = await plainDatabase();
  state = await database.open();
});
afterAll(async () => {
  await state.close();
  await database.stop();
});
beforeEach(() => database.query('truncate agentpod.events, agentpod.audit, agentpod.housekeeping'));

const asEngine = (text: string) => database.query(text, 'agentpod_engine');

const addEvents = (count: number, tenant: string, age = '0') =>
  asEngine(`insert into agentpod.events (tenant_id, time, subject, type, reason, message)
    select '${tenant}', now() - interval '${age}', 'tenant/${tenant}', 'Normal', 'r', n::text
    from generate_series(1, ${count}) n`);

const addAudit = (count: number, age: string) =>
  asEngine(`insert into agentpod.audit (time, actor, action, result)
    select now() - interval '${age}', 'a', 'b', 'c' from generate_series(1, ${count}) n`);

const countBy = async (table: string) =>
  await asEngine(
    `select tenant_id, count(*)::int as n from agentpod.${table} group by 1 order by 1`,
  );

it('deletes what is too old, in as many batches as it takes', async () => {
  await addEvents(12_000, 'acme', '31 days');
  await addEvents(10, 'acme', '29 days');
  expect(await state.store.trimLogs(RETENTION)).toBe(12_000);
  expect(await countBy('events')).toEqual([{ tenant_id: 'acme', n: 10 }]);
});

it("keeps each tenant's newest: a noisy one does not push out its neighbours' events", async () => {
  await addEvents(50, 'quiet', '20 days');
  await addEvents(5000, 'noisy');
  expect(await state.store.trimLogs(RETENTION)).toBe(3000);
  expect(await countBy('events')).toEqual([
    { tenant_id: 'noisy', n: 2000 },
    { tenant_id: 'quiet', n: 50 },
  ]);
  expect(
    await asEngine(
      'select min(message::int) as oldest from agentpod.events where tenant_id = $$noisy$$',
    ),
  ).toEqual([{ oldest: 3001 }]);
});

it('trims the audit by age alone', async () => {
  await addAudit(20, '401 days');
  await addAudit(3000, '399 days');
  expect(await state.store.trimLogs(RETENTION)).toBe(20);
});

it('cannot be used to wipe traces: there are floors', async () => {
  await addEvents(900, 'acme');
  await addAudit(900, '29 days');
  expect(await asEngine("select agentpod.trim_events('0', 0, 5000)")).toEqual([
    { trim_events: '0' },
  ]);
  expect(await asEngine("select agentpod.trim_audit('0', 5000)")).toEqual([{ trim_audit: '0' }]);
});

it('is no business of a tenant', async () => {
  for (const call of [
    "agentpod.trim_events('1 year', 1000, 1)",
    "agentpod.trim_audit('1 year', 1)",
  ]) {
    await expect(database.query(`select ${call}`, 'agentpod_tenant')).rejects.toMatchObject({
      code: '42501',
    });
  }
});

it('is done by one of several at once', async () => {
  await addEvents(100, 'acme', '31 days');
  const results = await Promise.all([1, 2, 3].map(() => state.store.trimLogs(RETENTION)));
  expect(results.toSorted((a, b) => a - b)).toEqual([0, 0, 100]);
});

it('goes on when the clock of the server was set back since the last time', async () => {
  await asEngine(
    "insert into agentpod.housekeeping values ('trim-logs', now() + interval '1 year')",
  );
  await addEvents(10, 'acme', '31 days');
  expect(await state.store.trimLogs(RETENTION)).toBe(10);
});

it('deletes nothing while the clock of the server is far from ours', async () => {
  await addEvents(10, 'acme', '31 days');
  // As near as a server comes to having jumped.
  await database.query(`create function public.now() returns timestamptz language sql stable
    as $$select pg_catalog.now() + interval '40 days'$$`);
  await database.query(`alter database ${LOGIN} set search_path = public, pg_catalog`);
  const jumped = await database.open();
  expect(await jumped.store.trimLogs(RETENTION)).toBe(0);
  await jumped.close();
  expect(await countBy('events')).toEqual([{ tenant_id: 'acme', n: 10 }]);
  await database.query('drop function public.now()');
  expect(await state.store.trimLogs(RETENTION)).toBe(10);
});
