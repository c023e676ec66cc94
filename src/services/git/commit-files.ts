import { dirname } from 'node:path';
import { GitError, type SimpleGit, simpleGit } from 'simple-git';
import type { CommitResult } from '../../ports/manifest-folder.ts';

/**
 * Commits files as they are on disk, all in the work tree of the first. Whatever else is staged or
 * changed stays so; the author is the one that git is configured with, unless one is given.
 */
export async function commitFiles(
  files: readonly string[],
  message: string,
  author?: string,
): Promise<CommitResult> {
  const [first] = files;
  if (first === undefined) return { kind: 'unchanged' };
  const git = simpleGit({ baseDir: dirname(first) });
  try {
    if (!(await git.checkIsRepo())) return { kind: 'not-a-work-tree' };
    return await commit(git, files, message, author);
  } catch (error) {
    if (error instanceof GitError) return { kind: 'failed', message: wordsOf(error) };
    throw error;
  }
}

/** Where git cannot even be started, a stack trace follows, which is for nobody who waits for a commit. */
function wordsOf({ message }: GitError): string {
  return message.replace(/\n\s+at [\s\S]*$/, '').trim();
}

/** A name is a name, whatever signs of a pattern are in it: else the changes of others would come along. */
const LITERAL = '--literal-pathspecs';

async function commit(
  git: SimpleGit,
  files: readonly string[],
  message: string,
  author: string | undefined,
): Promise<CommitResult> {
  // A file that git does not know yet has to be named to it before it can be committed alone.
  await git.raw(LITERAL, 'add', '--', ...files);
  const changed = await git.raw(LITERAL, 'status', '--porcelain', '--', ...files);
  if (changed.trim() === '') return { kind: 'unchanged' };
  const by = author === undefined ? undefined : asAuthor(author);
  await git.raw(
    LITERAL,
    ...(await committer(git, by)),
    ...['commit', '--quiet', '--only'],
    ...(by === undefined ? [] : [`--author=${by.name} <${by.address}>`]),
    ...[`--message=${message}`, '--', ...files],
  );
  return { kind: 'committed', revision: (await git.revparse(['--short', 'HEAD'])).trim() };
}

interface Author {
  readonly name: string;
  readonly address: string;
}

/** Git wants a name and an address; whoever is no address has none. */
function asAuthor(actor: string): Author {
  const [, name, address] = /^(.+) <([^<>]+)>$/.exec(actor.trim()) ?? [];
  if (name !== undefined && address !== undefined) return { name, address };
  const clean = actor.replaceAll(/[<>]/g, '').trim();
  return { name: clean, address: clean.includes('@') && !clean.includes(' ') ? clean : '' };
}

/** A server's user often has no name for git: the author's is better than no commit. */
async function committer(git: SimpleGit, author: Author | undefined): Promise<readonly string[]> {
  if (author === undefined) return [];
  try {
    await git.raw('var', 'GIT_COMMITTER_IDENT');
    return [];
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const address = author.address || 'agentpod@localhost';
    return ['-c', `user.name=${author.name}`, '-c', `user.email=${address}`];
  }
}
