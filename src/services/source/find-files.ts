import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import { nearest } from '../../core/util/suggest.ts';
import { sourceProblem } from './source-problem.ts';
import { codeOf, reasonOf } from './system-error.ts';

/** A file that is to be read: as the user would name it, and where it is. */
export interface Candidate {
  readonly name: string;
  readonly path: string;
}

export interface FoundFiles {
  readonly candidates: readonly Candidate[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A file as it is, or all .yaml and .yml files below a folder. Hidden entries and node_modules are
 * passed over; a symbolic link that leaves the folder is an error, since it would pull in files
 * that the folder's reviewers never see.
 */
export async function findFiles(name: string, path: string): Promise<FoundFiles> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return { candidates: [{ name, path }], diagnostics: [] };
    return await walkFolder(name, path);
  } catch (error) {
    return { candidates: [], diagnostics: [await unreadablePath(name, path, error)] };
  }
}

interface Walk {
  /** Without symbolic links. */
  readonly root: string;
  readonly visited: Set<string>;
  readonly candidates: Candidate[];
  readonly diagnostics: Diagnostic[];
  /** Walked last, so that a file's own path is preferred to one through a link. */
  readonly linkedFolders: Candidate[];
}

async function walkFolder(name: string, path: string): Promise<FoundFiles> {
  const root = await realpath(path);
  const walk: Walk = {
    root,
    visited: new Set(),
    candidates: [],
    diagnostics: [],
    linkedFolders: [],
  };
  await visit({ name: join(name, '.'), path: root }, walk);
  for (const linked of walk.linkedFolders) await visit(linked, walk);
  return walk;
}

async function visit(folder: Candidate, walk: Walk): Promise<void> {
  const real = await realpath(folder.path);
  if (walk.visited.has(real)) return;
  walk.visited.add(real);
  for (const entry of await entriesOf(folder, walk)) {
    const at = { name: join(folder.name, entry.name), path: join(folder.path, entry.name) };
    if (entry.isDirectory()) await visit(at, walk);
    else if (entry.isSymbolicLink()) await visitLink(at, walk);
    else if (entry.isFile() && isManifest(entry.name)) walk.candidates.push(at);
  }
}

async function entriesOf(folder: Candidate, walk: Walk): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder.path, { withFileTypes: true });
    return entries
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const message = `the folder cannot be read: ${reasonOf(error)}`;
    walk.diagnostics.push(sourceProblem(folder.name, { rule: 'FileUnreadable', message }));
    return [];
  }
}

async function visitLink(link: Candidate, walk: Walk): Promise<void> {
  try {
    const target = await realpath(link.path);
    const found = await stat(target);
    const wanted = found.isDirectory() || (found.isFile() && isManifest(link.name));
    if (!wanted) return;
    if (target !== walk.root && !target.startsWith(withSeparator(walk.root))) {
      const message = 'the symbolic link leaves the folder';
      const hint = 'copy what it points at into the folder, or name it with a -f of its own';
      walk.diagnostics.push(sourceProblem(link.name, { rule: 'LinkLeavesFolder', message, hint }));
    } else if (found.isDirectory()) walk.linkedFolders.push(link);
    else walk.candidates.push(link);
  } catch (error) {
    // A dead link that could not be a manifest is none of our business.
    if (!isManifest(link.name)) return;
    const message = `the symbolic link cannot be followed: ${reasonOf(error)}`;
    walk.diagnostics.push(sourceProblem(link.name, { rule: 'FileUnreadable', message }));
  }
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

function isManifest(name: string): boolean {
  return ['.yaml', '.yml'].includes(extname(name));
}

async function unreadablePath(name: string, path: string, error: unknown): Promise<Diagnostic> {
  if (codeOf(error) !== 'ENOENT') {
    const message = `${JSON.stringify(name)} cannot be read: ${reasonOf(error)}`;
    return sourceProblem(name, { rule: 'FileUnreadable', message });
  }
  const siblings = await readdir(dirname(path)).catch(() => []);
  const meant = nearest(basename(path), siblings);
  const hint = meant ? { hint: `did you mean ${join(dirname(name), meant)}?` } : {};
  const message = `${JSON.stringify(name)} does not exist`;
  return sourceProblem(name, { rule: 'FileMissing', message, ...hint });
}
