import { basename, dirname } from 'node:path';
import { GitError, type SimpleGit, simpleGit } from 'simple-git';
import type { CommitResult } from '../../ports/manifest-folder.ts';

/**
 * Commits one file as it is on disk. Whatever else is staged or changed stays so; the author is
 * the one that git is configured with.
 */
export async function commitFile(file: string, message: string): Promise<CommitResult> {
  const git = simpleGit({ baseDir: dirname(file) });
  try {
    if (!(await git.checkIsRepo())) return { kind: 'not-a-work-tree' };
    return await commit(git, basename(file), message);
  } catch (error) {
    if (error instanceof GitError) return { kind: 'failed', message: error.message.trim() };
    throw error;
  }
}

async function commit(git: SimpleGit, name: string, message: string): Promise<CommitResult> {
  // A file that git does not know yet has to be named to it before it can be committed alone.
  await git.raw('add', '--', name);
  const changed = await git.raw('status', '--porcelain', '--', name);
  if (changed.trim() === '') return { kind: 'unchanged' };
  await git.raw('commit', '--quiet', '--only', '--message', message, '--', name);
  return { kind: 'committed', revision: (await git.revparse(['--short', 'HEAD'])).trim() };
}
