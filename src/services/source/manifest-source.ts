import { resolve } from 'node:path';
import pLimit from 'p-limit';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { ManifestSource, SourceFile, SourceFiles } from '../../ports/manifest-source.ts';
import { type Candidate, findFiles } from './find-files.ts';
import { type ReadFile, readFile, readStdin } from './read-file.ts';

/** Manifests from files, folders and stdin; see `findFiles` for what counts as one. */

export interface ManifestSourceOptions {
  /** What relative paths start from. */
  readonly cwd: string;
  /** Read to its end when a path is `-`. */
  readonly stdin: AsyncIterable<Uint8Array | string>;
}

const STDIN = '-';
/** Enough to hide the latency of a disk, few enough not to run out of file handles. */
const FILES_AT_ONCE = 16;

export function manifestSource(
  paths: readonly string[],
  options: ManifestSourceOptions,
): ManifestSource {
  return { read: () => readAll(paths, options) };
}

async function readAll(
  paths: readonly string[],
  options: ManifestSourceOptions,
): Promise<SourceFiles> {
  const diagnostics: Diagnostic[] = [];
  const candidates: Candidate[] = [];
  for (const path of paths) {
    if (path === STDIN) continue;
    const found = await findFiles(path, resolve(options.cwd, path));
    candidates.push(...found.candidates);
    diagnostics.push(...found.diagnostics);
  }
  const limit = pLimit(FILES_AT_ONCE);
  const results = await limit.map(candidates, readFile);
  if (paths.includes(STDIN)) results.push(await readStdin(options.stdin, options.cwd));
  const files = firstOfEach(results, diagnostics);
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), diagnostics };
}

/** A file that several paths lead to counts once, under the name that came first. */
function firstOfEach(results: readonly ReadFile[], diagnostics: Diagnostic[]): SourceFile[] {
  const seen = new Set<string>();
  const files: SourceFile[] = [];
  for (const result of results) {
    if ('diagnostic' in result) diagnostics.push(result.diagnostic);
    else if (!seen.has(result.identity)) files.push(result.file);
    if ('identity' in result) seen.add(result.identity);
  }
  return files;
}
