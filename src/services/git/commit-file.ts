import { basename, dirname } from 'node:path';
import { GitError, type SimpleGit, simpleGit } from 'simple-git';
import type { CommitResult } from '../../ports/manifest-folder.ts';

/**
 * Commits one file as it is on disk. Whatever else is staged or changed stays so; the author is
 * the one that git is configured with, unless one is given.
 */
export async function commitFile(
  file: string,
  message: string,
  author?: string,
): Promise<CommitResult> {
  const git = simpleGit({ baseDir: dirname(file) });
  try {
    if (!(await git.checkIsRepo())) return { kind: 'not-a-work-tree' };
    return await commit(git, basename(file), message, author);
  } catch (error) {
    if (error instanceof GitError) return { kind: 'failed', message: error.message.trim() };
    throw error;
  }
}

async function commit(
  git: SimpleGit,
  name: string,
  message: string,
  author: string | undefined,
): Promise<CommitResult> {
  // A file that git does not know yet has to be named to it before it can be committed alone.
  await git.raw('add', '--', name);
  const changed = await git.raw('status', '--porcelain', '--', name);
  if (changed.trim() === '') return { kind: 'unchanged' };
  const by = author === undefined ? [] : ['--author', asAuthor(author)];
  await git.raw('commit', '--quiet', '--only', ...by, '--message', message, '--', name);
  return { kind: 'committed', revision: (await git.revparse(['--short', 'HEAD'])).trim() };
}

/** Git wants a name and an address; whoever is no address has none. */
function asAuthor(actor: string): string {
  const clean = actor.replaceAll(/[<>]/g, '').trim();
  const parts = /^(.+) <([^<>]+)>$/.exec(actor.trim());
  if (parts !== null) return actor.trim();
  return clean.includes('@') && !clean.includes(' ') ? `${clean} <${clean}>` : `${clean} <>`;
}
