/** Writes the lines of a backup into tables that were just made, all in the caller's transaction. */

import type { Tallies } from '../../../ports/state-copy.ts';
import { listTables, place, type Queries, quoted, type Table } from './catalog.ts';
import { damaged, isRow, readLine, type SequenceValue, type TableLine } from './format.ts';
import { differences, Tally } from './tally.ts';

const ROWS_AT_ONCE = 500;

/**
 * The lines after the header. Fails with `BackupInvalid` (InvalidInput) unless every row that the
 * end speaks of has come, unchanged.
 */
export async function loadLines(
  db: Queries,
  lines: AsyncIterable<string>,
  file: string,
): Promise<Tallies> {
  const tables = new Map((await listTables(db)).map((table) => [table.name, table]));
  const tally = new Tally();
  let batch: Batch | undefined;
  for await (const line of lines) {
    if (isRow(line)) {
      if (batch === undefined) throw damaged(file, 'a row comes before its table');
      tally.add(batch.table.name, line);
      await batch.add(line);
      continue;
    }
    const next = readLine(line, file);
    await batch?.close();
    if ('end' in next) {
      await setSequences(db, next.end.sequences);
      return compare(next.end.tables, tally.result(), file);
    }
    batch = await openBatch(db, tables.get(next.table), next, file);
    tally.begin(next.table);
  }
  throw damaged(file, 'its end is missing');
}

/** Guards that would act on, or keep out, what was already accepted once. */
async function openBatch(
  db: Queries,
  table: Table | undefined,
  { table: name, columns }: TableLine,
  file: string,
): Promise<Batch> {
  const types = new Map(table?.columns.map((column) => [column.name, column.type]));
  if (table === undefined || columns.some((column) => !types.has(column))) {
    throw damaged(file, `its table ${name} is not one of that version`);
  }
  const values = columns.map((column, index) => `(line->>${index})::${types.get(column)}`);
  const insert = `insert into ${place(name)} (${columns.map(quoted).join(', ')})
    overriding system value
    select ${values.join(', ')} from json_array_elements($1::json) line`;
  await db.query(`alter table ${place(name)} disable trigger user`);
  // Forced, security would keep the owner from writing too.
  if (table.forced) await db.query(`alter table ${place(name)} no force row level security`);
  return new Batch(db, table, insert, file);
}

/** Rows of one table on their way in, with its guards down until the last one is there. */
class Batch {
  readonly table: Table;
  readonly #db: Queries;
  readonly #insert: string;
  readonly #file: string;
  #lines: string[] = [];

  constructor(db: Queries, table: Table, insert: string, file: string) {
    this.table = table;
    this.#db = db;
    this.#insert = insert;
    this.#file = file;
  }

  async add(line: string): Promise<void> {
    this.#lines.push(line);
    if (this.#lines.length >= ROWS_AT_ONCE) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    const { name, forced } = this.table;
    await this.#db.query(`alter table ${place(name)} enable trigger user`);
    if (forced) await this.#db.query(`alter table ${place(name)} force row level security`);
  }

  async #flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const rows = `[${this.#lines.join(',')}]`;
    this.#lines = [];
    await this.#db.query(this.#insert, [rows]).catch((error: unknown) => {
      if (!isUnfit(error)) throw error;
      throw damaged(this.#file, `a row of ${this.table.name} does not fit`, error);
    });
  }
}

/** SQLSTATE classes 22 (not a value of that type) and 23 (a constraint is broken). */
function isUnfit(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}

async function setSequences(db: Queries, values: readonly SequenceValue[]): Promise<void> {
  for (const { name, value, called } of values) {
    await db.query('select setval($1::regclass, $2::bigint, $3)', [place(name), value, called]);
  }
}

function compare(promised: Tallies, found: Tallies, file: string): Tallies {
  const wrong = differences(promised, found);
  if (wrong.length === 0) return found;
  throw damaged(file, `rows of ${wrong.join(', ')} are missing or changed`);
}
