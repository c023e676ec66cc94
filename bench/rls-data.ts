/** 100 tenants of 1000 pods in the tables, written past the policies. */
import pg, { type ClientConfig } from 'pg';
import type { StateStore } from '../src/ports/state-store.ts';
import { APPLIED } from '../test/contract/store-samples.ts';

export const TENANTS = 100;
export const PODS = 1000;

/** A role that no policy binds. */
export const BARE = 'bench_bare';

/** Any number names one of the tenants. */
export function tenantId(n: number): string {
  return `tenant-${n % TENANTS}`;
}

export async function fillTenants(store: StateStore, server: ClientConfig): Promise<void> {
  for (let n = 0; n < TENANTS; n += 1) {
    await store.recordTenant({ uid: tenantId(n), name: `t${n}`, subnet: `10.${n}.0.0/24` });
  }
  const client = new pg.Client(server);
  await client.connect();
  await client.query(`create role ${BARE} bypassrls; grant usage on schema agentpod to ${BARE};
    grant select on all tables in schema agentpod to ${BARE}`);
  for (const statement of STATEMENTS) await client.query(statement);
  await client.query('vacuum analyze');
  await client.end();
}

const EACH = `from generate_series(0, ${TENANTS - 1}) t, generate_series(0, ${PODS - 1}) p`;
const APPLIED_TEXT = JSON.stringify(APPLIED).replaceAll("'", "''");

const STATEMENTS = [
  // In an order as it comes about, tenants mixed: not one tenant's rows side by side.
  `insert into agentpod.pods (uid, tenant_id, name, generation, applied)
    select format('pod-%s-%s', t, p), 'tenant-' || t, 'p' || p, 1, '${APPLIED_TEXT}' ${EACH} order by p, t`,
  `insert into agentpod.port_leases (port, tenant_id, pod_uid)
    select t * ${PODS} + p, 'tenant-' || t, format('pod-%s-%s', t, p) ${EACH} order by p, t`,
  `insert into agentpod.secrets
      (tenant_id, pod_uid, name, version, key_version, nonce, ciphertext, fingerprint)
    select 'tenant-' || t, format('pod-%s-%s', t, p), 'gateway-token', 1, 1,
      '\\x000000000000000000000000', sha256(p::text::bytea), 'f' ${EACH} order by p, t`,
  `insert into agentpod.events (tenant_id, subject, type, reason, message)
    select 'tenant-' || t, format('pod/t%s/p%s', t, p), 'Normal', 'Created', 'not found'
    ${EACH} order by p, t`,
  `insert into agentpod.audit (tenant_id, actor, action, subject, result)
    select 'tenant-' || t, 'somebody@somewhere', 'apply', format('pod/t%s/p%s', t, p), 'created'
    ${EACH} order by p, t`,
];
