/** Reads PostgreSQL's own catalog for anything that the isolation of tenants lacks. */
import type pg from 'pg';

/** No row of these belongs to a tenant. */
const WITHOUT_TENANTS = [
  'migrations',
  'master_keys',
  'housekeeping',
  'administrator',
  'administrator_factor',
  'administrator_sessions',
  'installation',
  'leadership',
  'waits',
];
/** Nobody changes or deletes here but the functions that keep them short. */
const APPEND_ONLY = ['events', 'audit'];
/** The only ones that may act with the owner's rights. */
const DEFINER_FUNCTIONS = ['trim_audit', 'trim_events'];
/** As PostgreSQL writes it back. */
const OWN_ROWS =
  "(tenant_id = ( SELECT current_setting('agentpod.tenant_id'::text, true) AS current_setting))";

interface Table {
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly has_tenant: boolean;
  readonly indexed: boolean;
}

interface Policy {
  readonly place: string;
  readonly name: string;
  readonly roles: string[];
  readonly cmd: string;
  readonly permissive: string;
  readonly qual: string | null;
  readonly with_check: string | null;
}

interface Grant {
  readonly place: string;
  readonly grantee: string;
  readonly privilege: string;
}

/** One sentence for each gap; empty when the isolation is whole. */
export async function findGaps(client: pg.Client): Promise<string[]> {
  const rows = async <Row extends object>(text: string): Promise<Row[]> =>
    (await client.query<Row>(text)).rows;
  const tables = await rows<Table>(TABLES);
  const policies = await rows<Policy>(POLICIES);
  const grants = await rows<Grant>(GRANTS);
  const [owner] = await rows<{ name: string }>(
    `select pg_get_userbyid(nspowner) as name from pg_namespace where nspname = 'agentpod'`,
  );
  return [
    ...tables.flatMap((table) => tableGaps(table, policies)),
    ...policies.flatMap((policy) => policyGaps(policy, owner?.name ?? '')),
    ...grants.filter(({ grantee }) => grantee !== owner?.name).flatMap(grantGaps),
    ...(await rows<{ gap: string }>(ROLE_GAPS)).map(({ gap }) => gap),
    ...(await rows<{ gap: string }>(FUNCTION_GAPS)).map(({ gap }) => gap),
  ];
}

function tableGaps(table: Table, policies: readonly Policy[]): string[] {
  const { name, kind } = table;
  if (kind !== 'r') return [`${name} is no plain table: nobody checked who sees what through it`];
  if (WITHOUT_TENANTS.includes(name)) return [];
  const covers = (role: string, cmd: string): boolean =>
    policies.some(
      (policy) =>
        policy.place === name &&
        policy.roles.includes(role) &&
        (policy.cmd === 'ALL' || policy.cmd === cmd),
    );
  const uncovered = ['agentpod_engine', 'agentpod_tenant']
    .flatMap((role) => ['SELECT', 'INSERT'].map((cmd) => [role, cmd] as const))
    .filter(([role, cmd]) => !covers(role, cmd));
  return [
    ...(table.has_tenant ? [] : [`${name} has no tenant_id`]),
    ...(table.indexed ? [] : [`${name} has no index that starts with tenant_id`]),
    ...(table.enabled ? [] : [`${name} has no row-level security`]),
    ...(table.forced ? [] : [`${name} does not bind its owner`]),
    ...uncovered.map(([role, cmd]) => `${name} has no policy of ${role} for ${cmd}`),
  ];
}

function policyGaps(policy: Policy, owner: string): string[] {
  const { place, name, roles, cmd } = policy;
  const where = `policy ${name} on ${place}`;
  const [role = ''] = roles;
  if (roles.length !== 1) return [`${where} is for several roles`];
  if (policy.permissive !== 'PERMISSIVE') return [`${where} is not permissive`];
  if (role === 'agentpod_tenant') {
    const wanted = { SELECT: [true, false], INSERT: [false, true], ALL: [true, true] }[cmd];
    const found = [policy.qual, policy.with_check];
    const narrow = wanted?.every((has, at) => found[at] === (has ? OWN_ROWS : null));
    return narrow ? [] : [`${where} lets a tenant past its own rows`];
  }
  if (role === 'agentpod_engine') return [];
  const trims = role === owner && APPEND_ONLY.includes(place) && /^(SELECT|DELETE)$/.test(cmd);
  return trims ? [] : [`${where} is for ${role}`];
}

function grantGaps({ place, grantee, privilege }: Grant): string[] {
  const rows = APPEND_ONLY.includes(place)
    ? ['SELECT', 'INSERT']
    : ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
  const allowed =
    rows.includes(privilege) &&
    (grantee === 'agentpod_engine' ||
      (grantee === 'agentpod_tenant' && !WITHOUT_TENANTS.includes(place)));
  return allowed ? [] : [`${grantee} has ${privilege} on ${place}`];
}

const TABLES = `
  select relname as name, relkind::text as kind, relrowsecurity as enabled,
    relforcerowsecurity as forced, tenant.attnum is not null as has_tenant,
    exists (
      select from pg_index where indrelid = pg_class.oid and indkey[0] = tenant.attnum
        and indisvalid and indpred is null) as indexed
  from pg_class
  left join pg_attribute tenant on tenant.attrelid = pg_class.oid and tenant.attname = 'tenant_id'
  where relnamespace = 'agentpod'::regnamespace and relkind not in ('i', 'S', 'c', 't')
  order by 1`;

const POLICIES = `
  select tablename as place, policyname as name, roles::text[] as roles, cmd, permissive, qual, with_check
  from pg_policies where schemaname = 'agentpod' order by 1, 2`;

const GRANTS = `
  select relname as place, privilege_type as privilege,
    case grantee when 0 then 'PUBLIC' else pg_get_userbyid(grantee) end as grantee
  from pg_class, aclexplode(relacl)
  where relnamespace = 'agentpod'::regnamespace and relkind <> 'S' order by 1, 2, 3`;

const ROLE_GAPS = `
  select rolname || ' could pass by row-level security or log in' as gap from pg_roles
  where rolname in ('agentpod_engine', 'agentpod_tenant')
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)
  union all
  select rolname || ' owns ' || relname from pg_class join pg_roles on pg_roles.oid = relowner
  where rolname in ('agentpod_engine', 'agentpod_tenant')`;

const FUNCTION_GAPS = `
  select proname || ' acts with the rights of the owner' as gap from pg_proc
  where pronamespace = 'agentpod'::regnamespace and prosecdef
    and proname not in ('${DEFINER_FUNCTIONS.join("','")}')
  union all
  select proname || ' does not fix its search path' from pg_proc
  where pronamespace = 'agentpod'::regnamespace
    and not coalesce(proconfig @> array['search_path=pg_catalog, pg_temp'], false)
  union all
  select proname || ' may be called by anybody' from pg_proc
  where pronamespace = 'agentpod'::regnamespace and has_function_privilege('public', oid, 'execute')`;
