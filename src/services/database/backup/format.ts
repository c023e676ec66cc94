/**
 * The lines of a backup, before compression and encryption: a header, then for each table its name
 * and its rows, then an end that says what must have come. Each line is JSON; a row is an array of
 * the server's own text of each value, which loses nothing.
 */
import { AgentPodError } from '../../../core/model/errors.ts';
import type { Tallies } from '../../../ports/state-copy.ts';

const MAGIC = 'state-backup';
const FORMAT = 1;

export interface Header {
  readonly agentpod: typeof MAGIC;
  readonly format: number;
  /** RFC 3339 UTC. */
  readonly created: string;
  /** Whose state it is; absent where nobody said. */
  readonly instance?: string;
  /** Migrations that the tables had seen: moment (as drizzle numbers them) and hash, oldest first. */
  readonly migrations: readonly (readonly [moment: string, hash: string])[];
  /** Ids of the master keys that the secrets in it need. */
  readonly keys: readonly string[];
  /** The key itself as base64, only where the user asked for it. */
  readonly masterKey?: string;
}

export interface TableLine {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface EndLine {
  readonly end: {
    readonly tables: Tallies;
    readonly sequences: readonly SequenceValue[];
  };
}

export interface SequenceValue {
  readonly name: string;
  readonly value: string;
  readonly called: boolean;
}

export function header(parts: Omit<Header, 'agentpod' | 'format'>): Header {
  return { agentpod: MAGIC, format: FORMAT, ...parts };
}

/** `BackupInvalid` or `BackupNewer` (InvalidInput). */
export function readHeader(line: string, file: string): Header {
  const found = parse(line, file) as Partial<Header>;
  if (found.agentpod !== MAGIC) throw damaged(file, 'it does not begin as a backup does');
  if ((found.format ?? 0) > FORMAT) throw newerBackup(file);
  return found as Header;
}

/** A row starts with a bracket, everything else with a brace. */
export function isRow(line: string): boolean {
  return line.startsWith('[');
}

export function readLine(line: string, file: string): TableLine | EndLine {
  return parse(line, file) as TableLine | EndLine;
}

function parse(line: string, file: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(file, 'a line of it cannot be read');
  }
}

export function damaged(file: string, why: string, cause?: unknown): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'BackupInvalid',
    `${file} is no whole backup of AgentPod's state: ${why}`,
    { hint: 'nothing was changed; take another backup file', cause },
  );
}

export function newerBackup(file: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'BackupNewer',
    `${file} was made by a newer AgentPod, whose tables this one does not know`,
    { hint: 'nothing was changed; upgrade this AgentPod first' },
  );
}
