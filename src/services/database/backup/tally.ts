/** Rows and checksums, by table: what a backup promises and what a restore must find. */
import { createHash, type Hash } from 'node:crypto';
import type { Tallies } from '../../../ports/state-copy.ts';

/** Counts rows and hashes them in the order that they come in. */
export class Tally {
  readonly #tables = new Map<string, { rows: number; readonly hash: Hash }>();

  begin(table: string): void {
    this.#tables.set(table, { rows: 0, hash: createHash('sha256') });
  }

  add(table: string, line: string): void {
    const entry = this.#tables.get(table);
    if (entry === undefined) return;
    entry.rows += 1;
    entry.hash.update(line).update('\n');
  }

  /** Once, at the end. */
  result(): Tallies {
    const entries = [...this.#tables].map(
      ([name, { rows, hash }]) => [name, { rows, sha256: hash.digest('hex') }] as const,
    );
    return Object.fromEntries(entries);
  }
}

/** Names of the tables in which the two differ, in rows or in content. */
export function differences(left: Tallies, right: Tallies): readonly string[] {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return names.filter(
    (name) => left[name]?.rows !== right[name]?.rows || left[name]?.sha256 !== right[name]?.sha256,
  );
}
