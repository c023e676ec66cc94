/** What the state's schema holds, as PostgreSQL's own catalog tells it: no list of tables to keep up. */
import { AgentPodError } from '../../../core/model/errors.ts';
import { SCHEMA } from '../schema.ts';

/** As far as a connection is needed here. */
export interface Queries {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>;
}

export interface Table {
  readonly name: string;
  /** In order, without those that the server works out by itself. */
  readonly columns: readonly Column[];
  /** Row-level security that binds the owner too. */
  readonly forced: boolean;
  /** The role that sees every row; empty: the login itself. Null: nobody whom the login may be. */
  readonly reader: string | null;
}

interface Column {
  readonly name: string;
  /** With its modifiers, e.g. `timestamp(3) with time zone`. */
  readonly type: string;
}

/** Tables that others refer to come first. */
export async function listTables(db: Queries): Promise<readonly Table[]> {
  const { rows: tables } = await db.query<Table>(TABLES, [SCHEMA]);
  const { rows: edges } = await db.query<Edge>(REFERENCES, [SCHEMA]);
  return inOrder(tables, edges);
}

export async function listSequences(db: Queries): Promise<readonly string[]> {
  const { rows } = await db.query<{ name: string }>(SEQUENCES, [SCHEMA]);
  return rows.map(({ name }) => name);
}

export function place(name: string): string {
  return `${quoted(SCHEMA)}.${quoted(name)}`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

function inOrder(tables: readonly Table[], edges: readonly Edge[]): readonly Table[] {
  const ordered: Table[] = [];
  let waiting = tables;
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const waits = (table: Table) => edges.some((e) => e.from === table.name && names.has(e.to));
    const free = waiting.filter((table) => !waits(table));
    if (free.length === 0) throw circular([...names]);
    ordered.push(...free);
    waiting = waiting.filter(waits);
  }
  return ordered;
}

function circular(names: readonly string[]): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'BackupImpossible',
    `the tables ${names.join(', ')} refer to each other in a circle: none could be restored first`,
  );
}

/**
 * Row-level security hides rows without a word, from the owner too where it is forced. So the reader
 * is somebody to whom a policy shows everything, if it is not a login that passes by policies.
 */
const TABLES = `
  select class.relname::text as name,
    class.relforcerowsecurity as forced,
    array(select json_build_object('name', attname, 'type', format_type(atttypid, atttypmod))
      from pg_attribute where attrelid = class.oid and attnum > 0
        and not attisdropped and attgenerated = '' order by attnum) as columns,
    case when not class.relrowsecurity
        or (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
        or (not class.relforcerowsecurity and pg_has_role(class.relowner, 'USAGE'))
      then ''
      else (select min(role.rolname::text) from pg_policy policy join pg_roles role
          on role.oid = any (policy.polroles) or 0 = any (policy.polroles)
        where policy.polrelid = class.oid and policy.polpermissive
          and policy.polcmd in ('*', 'r') and pg_get_expr(policy.polqual, class.oid) = 'true'
          and pg_has_role(current_user, role.oid, 'SET')
          and has_table_privilege(role.oid, class.oid, 'SELECT')
          and not exists (select from pg_policy
            where polrelid = class.oid and not polpermissive)) end as reader
  from pg_class class join pg_namespace space on space.oid = class.relnamespace
  where space.nspname = $1 and class.relkind = 'r' order by class.relname collate "C"`;

const REFERENCES = `
  select source.relname::text as from, target.relname::text as to
  from pg_constraint join pg_class source on source.oid = conrelid
    join pg_class target on target.oid = confrelid
  where contype = 'f' and conrelid <> confrelid
    and source.relnamespace = (select oid from pg_namespace where nspname = $1)`;

const SEQUENCES = `
  select relname::text as name from pg_class
  where relkind = 'S' and relnamespace = (select oid from pg_namespace where nspname = $1)
  order by relname collate "C"`;
