import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool, externalServer } from '../../../src/services/database/postgres.ts';
import { type PlainDatabase, plainDatabase, withTwoTenants } from './plain-database.ts';
import { sendTraffic } from './traffic.ts';

let database: PlainDatabase;

beforeAll(async () => {
  database = await plainDatabase();
  await withTwoTenants(database);
});
afterAll(() => database.stop());

it('no row reaches the wrong tenant in 20,000 mixed queries over two connections', async () => {
  const pool = createPool(externalServer(database.url), 'agentpod test', false);
  pool.options.max = 2;
  const { queries, undone, leaks } = await sendTraffic(pool, 20_000, 1);
  expect(pool.totalCount).toBe(2);
  await pool.end();
  expect(leaks).toEqual([]);
  expect(queries).toBeGreaterThanOrEqual(20_000);
  // Both ways out of a transaction were taken.
  expect(undone).toBeGreaterThan(100);
});
