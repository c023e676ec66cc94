/** Work within one tenant, with the database's word that no other tenant's rows take part. */
import type { Client, Pool, PoolClient } from 'pg';
import { AgentPodError } from '../../core/model/errors.ts';
import { type Database, overConnection } from './postgres.ts';
import { ROLE, TENANT_SETTING } from './roles.ts';

/**
 * Runs the work in one transaction as `agentpod_tenant`. Role and tenant end with the transaction, so
 * the pool's next user finds nothing of them. Rejects as the work does, and then nothing was written.
 */
export async function withTenant<T>(
  pool: Pool,
  tenantId: string,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await begin(client, tenantId);
    const result = await work(overConnection(client));
    await commit(client);
    client.release();
    return result;
  } catch (error) {
    await rollback(client);
    throw error;
  }
}

/** For a connection that is nobody else's, and ends as the tenant. */
export async function actAsTenant(client: Client, tenantId: string): Promise<void> {
  await client.query(`
    set role ${ROLE.tenant};
    select set_config('${TENANT_SETTING}', ${client.escapeLiteral(tenantId)}, false)`);
}

/** One round trip; the literal is escaped, since several statements at once take no parameters. */
async function begin(client: PoolClient, tenantId: string): Promise<void> {
  await client.query(`
    begin;
    set local role ${ROLE.tenant};
    select set_config('${TENANT_SETTING}', ${client.escapeLiteral(tenantId)}, true)`);
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command === 'COMMIT') return;
  // PostgreSQL answers so, without an error, when a statement failed and the work went on regardless.
  throw new AgentPodError('Transient', 'StateError', 'the state database undid a transaction');
}

/** A connection that cannot roll back may still be somebody else: it is closed, not given back. */
async function rollback(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}
