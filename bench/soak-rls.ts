/** `make soak`: a million mixed queries of two tenants over two connections, and not one leak. */
import { createPool, externalServer } from '../src/services/database/postgres.ts';
import { plainDatabase, withTwoTenants } from '../test/integration/rls/plain-database.ts';
import { sendTraffic } from '../test/integration/rls/traffic.ts';

const QUERIES = 1_000_000;

const database = await plainDatabase();
try {
  await withTwoTenants(database);
  const pool = createPool(externalServer(database.url), 'agentpod soak', false);
  pool.options.max = 2;
  const start = performance.now();
  const { queries, undone, leaks } = await sendTraffic(pool, QUERIES, 7);
  const seconds = (performance.now() - start) / 1000;
  await pool.end();
  console.log(
    `${queries} queries of two tenants over ${pool.options.max} connections in ${seconds.toFixed(0)} s: ` +
      `${leaks.length} leaks, ${undone} transactions undone on purpose`,
  );
  for (const leak of leaks.slice(0, 20)) console.log(`  ${leak}`);
  process.exitCode = leaks.length === 0 ? 0 : 1;
} finally {
  await database.stop();
}
