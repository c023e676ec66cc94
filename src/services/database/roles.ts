/**
 * The roles that the program works as. One login suffices: each connection takes a role on when it is
 * made. That guards against a forgotten condition, not against SQL that a stranger may choose: who can
 * send `reset role` is the login again. `migrations/0001_isolation.sql` makes the roles.
 */
import { sql } from 'drizzle-orm';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Database } from './postgres.ts';

export const ROLE = { engine: 'agentpod_engine', tenant: 'agentpod_tenant' } as const;

/** What a transaction of `agentpod_tenant` names its tenant in. */
export const TENANT_SETTING = 'agentpod.tenant_id';

/** For a new connection, in one round trip. */
export function actAsEngine(readOnly: boolean): string {
  const role = `set role ${ROLE.engine}`;
  return readOnly ? `${role}; set default_transaction_read_only = on` : role;
}

/**
 * Fails with `StateForbidden` (InvalidInput) when this login may not take the roles on, or they are
 * gone, as after a restore into another cluster. Looks only into the catalog.
 */
export async function requireRoles(db: Database): Promise<void> {
  const { rows } = await db.execute<{ login: string; known: string[]; usable: string[] }>(sql`
    with ours as (
      select rolname::text as name, pg_has_role(session_user, oid, 'SET') as usable
      from pg_roles where rolname in (${ROLE.engine}, ${ROLE.tenant}))
    select session_user as login,
      array(select name from ours) as known,
      array(select name from ours where usable) as usable`);
  const { login = '', known = [], usable = [] } = rows[0] ?? {};
  const roles = Object.values(ROLE);
  const lost = roles.filter((role) => !known.includes(role));
  const closed = roles.filter((role) => !usable.includes(role)).join(', ');
  if (lost.length > 0) throw forbidden(`it lacks the roles ${lost.join(', ')}`, RESTORE_HINT);
  if (closed !== '') {
    const grant = `grant ${closed} to ${login} with inherit false, set true`;
    throw forbidden(
      `the login ${login} may not act as ${closed}`,
      `have an administrator run: ${grant}`,
    );
  }
}

const RESTORE_HINT =
  'create the roles (create role agentpod_engine; create role agentpod_tenant) and restore the database again';

function forbidden(why: string, hint: string): AgentPodError {
  const message = `the state database refuses access: ${why}`;
  return new AgentPodError('InvalidInput', 'StateForbidden', message, { hint });
}
