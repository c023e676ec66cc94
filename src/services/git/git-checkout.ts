import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type SimpleGit, simpleGit } from 'simple-git';
import { findRef, isCommit, remoteNames, withoutPassword } from '../../core/git/git-address.ts';
import { AgentPodError } from '../../core/model/errors.ts';

export interface GitRemote {
  readonly url: string;
  readonly ref: string;
  /** Folder inside the repository. */
  readonly path: string;
  /** Ours alone: holds one folder for each commit. */
  readonly cache: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A remote that says nothing for so long is given up. */
const SILENT_MS = 60_000;

/** The commit that the ref stands for at this moment. `SourceUnavailable` (Transient). */
export async function remoteCommit(remote: GitRemote): Promise<string> {
  if (isCommit(remote.ref)) return remote.ref;
  return (await remoteRef(remote)).commit;
}

async function remoteRef(remote: GitRemote) {
  await mkdir(remote.cache, { recursive: true, mode: 0o700 });
  const listing = await tell(remote, () =>
    gitIn(remote.cache, remote).raw('ls-remote', '--', remote.url, ...remoteNames(remote.ref)),
  );
  const found = findRef(listing, remote.ref);
  if (found) return found;
  throw unavailable(`${withoutPassword(remote.url)} has no branch or tag ${remote.ref}`);
}

/** Brings the ref's commit here, without history, and answers which it was. */
export async function fetchCommit(remote: GitRemote): Promise<string> {
  const name = isCommit(remote.ref) ? remote.ref : (await remoteRef(remote)).name;
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

const HANDED_ON = [
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'SSH_AUTH_SOCK',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

function gitIn(baseDir: string, { env }: GitRemote): SimpleGit {
  const known = HANDED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return simpleGit({
    baseDir,
    timeout: { block: SILENT_MS },
    unsafe: { allowUnsafeSshCommand: true },
    allowEnvironment: ['GIT_SSH_COMMAND', 'GIT_TERMINAL_PROMPT'],
  }).env({
    ...Object.fromEntries(known),
    LC_ALL: 'C',
    // Nobody is there to be asked.
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: env['GIT_SSH_COMMAND'] ?? 'ssh -o BatchMode=yes',
  });
}

async function tell<Result>({ url }: GitRemote, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AgentPodError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    const line = words
      .split('\n')
      .filter((each) => each.trim() !== '')
      .join('; ');
    throw unavailable(line.replaceAll(url, withoutPassword(url)));
  }
}

function unavailable(message: string): AgentPodError {
  return new AgentPodError('Transient', 'SourceUnavailable', message);
}

function refused(why: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'SourceRefused', `the repository is refused: ${why}`);
}
