import { sha256 } from '../../core/util/hash.ts';
import type { CommitResult } from '../../ports/manifest-folder.ts';
import { ManifestChanged } from './manifest-changed.ts';
import type { ManifestGround } from './manifest-ground.ts';
import type { PreparedEdit } from './prepare-edits.ts';

export interface Written {
  /** As the source names them; those alone whose text is another one now. */
  readonly files: readonly string[];
  /** Of the commit, where the files are in a git work tree. */
  readonly revision?: string;
  /** Why there is none although they are in one; in git's words. */
  readonly notCommitted?: string;
}

interface Commit {
  readonly message: string;
  readonly author: string;
}

type Folder = ManifestGround['folder'];

/** Writes all or none, and commits them, those of each folder together. */
export async function writeEdits(
  { folder }: Pick<ManifestGround, 'folder'>,
  edits: readonly PreparedEdit[],
  { message, author }: Commit,
): Promise<Written> {
  const changed = edits.filter(({ before, edited }) => before?.text !== edited.text);
  for (const edit of changed) await requireUnchanged(folder, edit);
  await writeAll(folder, changed);
  const results: CommitResult[] = [];
  for (const paths of byRoot(changed).values()) {
    results.push(await folder.commit(paths, message, author));
  }
  const files = changed.map(({ edited }) => edited.name);
  const committed = results.find((result) => result.kind === 'committed');
  const failed = results.find((result) => result.kind === 'failed');
  return {
    files,
    ...(committed === undefined ? {} : { revision: committed.revision }),
    ...(failed === undefined ? {} : { notCommitted: failed.message }),
  };
}

/** It took a moment to find out what the edits come to; in that moment a pull may have come. */
async function requireUnchanged(folder: Folder, { before, path, edited }: PreparedEdit) {
  // Who read it before left out the mark at its beginning, as readers of UTF-8 do.
  const text = (await folder.read(path))?.replace(/^\uFEFF/, '');
  if (text === before?.text) return;
  const now = text === undefined ? undefined : { hash: sha256(text), text };
  throw new ManifestChanged(edited.name, now);
}

async function writeAll(folder: Folder, edits: readonly PreparedEdit[]): Promise<void> {
  const written: PreparedEdit[] = [];
  try {
    for (const edit of edits) {
      written.push(edit);
      await folder.write(edit.path, edit.edited.text);
    }
  } catch (error) {
    for (const edit of written) await putBack(folder, edit);
    throw error;
  }
}

/** What went wrong first is what counts. */
async function putBack(folder: Folder, { before, path }: PreparedEdit): Promise<void> {
  const work = before === undefined ? folder.remove(path) : folder.write(path, before.text);
  await work.catch(() => undefined);
}

function byRoot(edits: readonly PreparedEdit[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const { root, path } of edits) {
    paths.set(root.path, [...(paths.get(root.path) ?? []), path]);
  }
  return paths;
}
