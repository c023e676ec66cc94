import { isJson } from '../util/is-json.ts';
import { dotenvLeaves } from './dotenv-leaves.ts';
import type { SopsFile } from './leaf.ts';
import { treeLeaves } from './tree-leaves.ts';

export type SopsFormat = 'yaml' | 'json' | 'dotenv' | 'binary';

/** By the end of the name, as SOPS does it; undefined for INI, which is not read. */
export function formatOf(path: string): SopsFormat | undefined {
  if (/\.ya?ml$/.test(path)) return 'yaml';
  if (path.endsWith('.json')) return 'json';
  if (path.endsWith('.env')) return 'dotenv';
  return path.endsWith('.ini') ? undefined : 'binary';
}

/** Undefined when the text is not of that form. Binary files are JSON with one value, `data`. */
export function readSops(text: string, format: SopsFormat): SopsFile | undefined {
  if (format === 'dotenv') return dotenvLeaves(text);
  if (format === 'yaml') return treeLeaves(text, 'yaml');
  return isJson(text) ? treeLeaves(text, 'json') : undefined;
}
