/** Reads every table of the state in one snapshot, as the lines of a backup. */
import { AgentPodError } from '../../../core/model/errors.ts';
import { SCHEMA } from '../schema.ts';
import { listSequences, listTables, place, type Queries, quoted, type Table } from './catalog.ts';
import type { EndLine, SequenceValue, TableLine } from './format.ts';
import { Tally } from './tally.ts';

const ROWS_AT_ONCE = 1000;

/** So that the same values are the same text on every server. */
const TEXT_FORMS = `
  set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601';
  set local extra_float_digits = 3; set local bytea_output = 'hex'`;

/** All that the work reads is of one moment. */
export async function inSnapshot<T>(db: Queries, work: () => Promise<T>): Promise<T> {
  await db.query('begin isolation level repeatable read, read only');
  try {
    await db.query(TEXT_FORMS);
    return await work();
  } finally {
    await db.query('rollback').catch(() => undefined);
  }
}

/**
 * Call it in a snapshot. The last line is the end with the tallies. Fails with `StateForbidden`
 * (InvalidInput) where row-level security hides rows from this login.
 */
export async function* dumpLines(db: Queries): AsyncGenerator<string> {
  const tally = new Tally();
  const sequences = await readSequences(db);
  for (const table of await listTables(db)) {
    tally.begin(table.name);
    const columns = table.columns.map(({ name }) => name);
    yield JSON.stringify({ table: table.name, columns } satisfies TableLine);
    for await (const row of rowsOf(db, table)) {
      tally.add(table.name, row);
      yield row;
    }
  }
  yield JSON.stringify({ end: { tables: tally.result(), sequences } } satisfies EndLine);
}

async function* rowsOf(db: Queries, table: Table): AsyncGenerator<string> {
  if (table.reader === null) throw hidden(table.name);
  await db.query(`set local role ${table.reader === '' ? 'none' : quoted(table.reader)}`);
  const values = table.columns.map(({ name }) => `${quoted(name)}::text`).join(', ');
  await db.query(`declare rows no scroll cursor for
    select json_build_array(${values})::text as line from ${place(table.name)}
    order by json_build_array(${values})::text collate "C"`);
  for (;;) {
    const { rows } = await db.query<{ line: string }>(`fetch ${ROWS_AT_ONCE} from rows`);
    for (const { line } of rows) yield line;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await db.query('close rows; set local role none');
}

async function readSequences(db: Queries): Promise<readonly SequenceValue[]> {
  const values: SequenceValue[] = [];
  for (const name of await listSequences(db)) {
    const { rows } = await db.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${place(name)}`,
    );
    values.push(...rows.map((row) => ({ name, ...row })));
  }
  return values;
}

function hidden(table: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'StateForbidden',
    `the login may not see every row of ${SCHEMA}.${table}, so a backup of it would be incomplete`,
    { hint: 'use the login that owns the schema and may act as agentpod_engine' },
  );
}
