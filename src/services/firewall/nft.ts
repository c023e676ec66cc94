import { AgentPodError } from '../../core/model/errors.ts';
import { canonicalJson } from '../../core/util/canonical-json.ts';
import { sha256 } from '../../core/util/hash.ts';
import { type RunResult, runProgram } from '../secrets/run-program.ts';

/** The program `nft`, which speaks to the kernel's packet filter. */

const LIMITS = { timeoutMs: 20_000, maxBytes: 64 * 1024 * 1024 };
/** System programs may be outside a user's own PATH. */
const PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin';

export type Table =
  | { readonly state: 'there'; readonly fingerprint: string; readonly memory: Memory | undefined }
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly reason: string };

/**
 * Kept in the table itself, as the name of an empty set, so that it is lost with the rules and not with
 * the state folder.
 */
export interface Memory {
  /** Hash of the rules that were written. */
  readonly written: string;
  /** Hash of how the kernel listed them right after that. */
  readonly loaded: string;
}

const MEMORY = /written_([0-9a-f]{64})_([0-9a-f]{64})/;

/** What a listing, or a file of rules, remembers. */
export function memoryIn(text: string): Memory | undefined {
  const [, written, loaded] = MEMORY.exec(text) ?? [];
  return written === undefined || loaded === undefined ? undefined : { written, loaded };
}

/** For the end of a file of rules, or by itself. */
export function memoryLine(table: string, { written, loaded }: Memory): string {
  return `add set inet ${table} written_${written}_${loaded} { type ifname; }\n`;
}

/** What the kernel holds under that name. */
export async function readTable(table: string): Promise<Table> {
  const result = await run(['-j', 'list', 'table', 'inet', table]);
  if (result.end === 'not-started') {
    return { state: 'unusable', reason: 'the program nft is missing: install nftables' };
  }
  if (result.end === 'exit' && result.code === 0) {
    return found(result.stdout.toString('utf8'));
  }
  const words = wordsOf(result);
  if (/no such file or directory/i.test(words)) return { state: 'absent' };
  if (/not permitted|permission denied|must be root/i.test(words)) {
    return { state: 'unusable', reason: 'it takes root, or the capability NET_ADMIN' };
  }
  return { state: 'unusable', reason: words };
}

/** One transaction: all of the file, or nothing of it. */
export async function loadFile(file: string): Promise<void> {
  const result = await run(['-f', file]);
  if (result.end === 'exit' && result.code === 0) return;
  throw new AgentPodError(
    'Transient',
    'FirewallRefused',
    `the host's packet filter refuses the egress rules: ${wordsOf(result)}`,
    { hint: 'the rules before it are still in force' },
  );
}

function run(args: readonly string[]): Promise<RunResult> {
  return runProgram({ program: 'nft', args, directory: '/', env: { PATH, LC_ALL: 'C' } }, LIMITS);
}

function wordsOf({ end, reason, stderr }: RunResult): string {
  const [first = ''] = stderr.toString('utf8').trim().split('\n');
  return first || reason || `nft ended with ${end}`;
}

function found(listing: string): Table {
  const { nftables } = JSON.parse(listing) as { readonly nftables: readonly Listed[] };
  const rest = nftables.filter(({ set }) => !MEMORY.test(set?.name ?? ''));
  const fingerprint = sha256(canonicalJson(settled(rest)));
  return { state: 'there', fingerprint, memory: memoryIn(listing) };
}

interface Listed {
  readonly set?: { readonly name: string };
}

/** Handles and the order of a set's elements say nothing about what the rules do. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key]) => key !== 'handle' && key !== 'metainfo')
    .map(([key, inner]): [string, unknown] => [
      key,
      key === 'elem' ? sorted(settled(inner)) : settled(inner),
    ]);
  return Object.fromEntries(entries);
}

function sorted(elements: unknown): unknown {
  if (!Array.isArray(elements)) return elements;
  return elements.map((item) => canonicalJson(item)).sort();
}
