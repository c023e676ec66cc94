import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { isCommit } from '../../core/git/git-address.ts';
import { gitIn, refused, tell } from './git-command.ts';
import type { RefPlace } from './remote-ref.ts';
import { type TrustedKeys, verifySignature } from './verify-signature.ts';

export interface GitRemote extends RefPlace {
  /** Folder inside the repository. */
  readonly path: string;
  /** Ours alone: holds one folder for each commit. */
  readonly cache: string;
  /** Only what one of these signed is taken. */
  readonly trusted?: TrustedKeys | undefined;
}

/**
 * Brings a commit here, without history, and answers which it was: a branch may have moved on.
 * `SourceUnavailable` (Transient); `SourceRefused` and `SignatureInvalid` (InvalidInput).
 */
export async function fetchCommit(remote: GitRemote, name: string): Promise<string> {
  const folder = join(remote.cache, `fetching-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const git = gitIn(folder, remote);
    const commit = await tell(remote, async () => {
      await git.raw('init', '--quiet');
      await fetchShallow(git, remote.url, name);
      return (await git.raw('rev-parse', 'FETCH_HEAD^{commit}')).trim();
    });
    if (remote.trusted !== undefined) {
      const { trusted } = remote;
      await tell(remote, () => verifySignature({ folder, env: remote.env, trusted, commit }));
    }
    await tell(remote, () => refuseForeignParts(git, commit));
    await tell(remote, () => git.raw('checkout', '--quiet', '--detach', commit));
    await publish(folder, treeOf(remote, commit));
    return commit;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Servers of plain files know no shallow fetch. */
async function fetchShallow(git: SimpleGit, url: string, name: string): Promise<void> {
  const fetch = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules'];
  try {
    await git.raw(...fetch, '--depth', '1', '--', url, name);
  } catch (error) {
    if (!/shallow capabilities/.test(String(error))) throw error;
    await git.raw(...fetch, '--', url, name);
  }
}

/** Their content lies elsewhere, so that a commit does not say what would be applied. */
async function refuseForeignParts(git: SimpleGit, commit: string): Promise<void> {
  const entries = (await git.raw('ls-tree', '-r', '-z', commit)).split('\0');
  const [submodule] = entries.filter((entry) => entry.startsWith('160000 '));
  if (submodule) {
    throw refused(`it has a submodule at ${pathIn(submodule)}, and submodules are not fetched`);
  }
  for (const entry of entries.filter((each) => /(^|\/)\.gitattributes$/.test(pathIn(each)))) {
    const text = await git.raw('show', `${commit}:${pathIn(entry)}`);
    if (/^[^#]*\bfilter=lfs\b/m.test(text)) {
      throw refused(`${pathIn(entry)} keeps files in Git LFS, which is not fetched`);
    }
  }
}

function pathIn(entry: string): string {
  return entry.slice(entry.indexOf('\t') + 1);
}

/** Whole or not at all; what git itself needs stays behind. */
async function publish(folder: string, target: string): Promise<void> {
  await rm(join(folder, '.git'), { recursive: true, force: true });
  await rm(target, { recursive: true, force: true });
  await rename(folder, target);
}

function treeOf({ cache }: GitRemote, commit: string): string {
  return join(cache, commit);
}

/** The manifests' folder in a commit that was fetched. `SourceRefused` when it leads out of it. */
export async function folderIn(remote: GitRemote, commit: string): Promise<string> {
  const tree = await realpath(treeOf(remote, commit));
  const folder = await realpath(join(tree, remote.path)).catch(() => undefined);
  if (folder === undefined) throw refused(`it has no folder ${remote.path}`);
  if (folder === tree || folder.startsWith(tree + sep)) return folder;
  throw refused(`${remote.path} leads out of the repository`);
}

/** Commits that nobody needs any more. */
export async function dropOthers({ cache }: GitRemote, kept: ReadonlySet<string>): Promise<void> {
  const names = await readdir(cache);
  const old = names.filter((name) => isCommit(name) && !kept.has(name));
  await Promise.all(old.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}
