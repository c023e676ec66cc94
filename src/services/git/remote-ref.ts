import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findRef,
  isCommit,
  isCommitBeginning,
  type RemoteRef,
  remoteNames,
  withoutPassword,
} from '../../core/git/git-address.ts';
import { newestInRange, rangeOf } from '../../core/git/version-range.ts';
import { type GitAccess, gitIn, tell, unavailable } from './git-command.ts';

export interface RefPlace extends GitAccess {
  readonly ref: string;
  /** A folder of ours. */
  readonly cache: string;
}

/**
 * What the ref stands for at this moment: one question to the remote, also for a range of versions.
 * `SourceUnavailable` (Transient) when the remote or the ref is not there.
 */
export async function remoteRef(place: RefPlace): Promise<RemoteRef> {
  const { ref } = place;
  if (isCommit(ref)) return { name: ref, commit: ref };
  await mkdir(place.cache, { recursive: true, mode: 0o700 });
  const range = rangeOf(ref);
  if (range !== undefined) {
    const newest = newestInRange(await list(place, ['refs/tags/*']), range);
    if (newest) return newest;
    throw unavailable(`${withoutPassword(place.url)} has no tag in the range ${range}`);
  }
  const found = findRef(await list(place, remoteNames(ref)), ref);
  if (found) return found;
  if (isCommitBeginning(ref)) return wholeCommit(place);
  throw unavailable(`${withoutPassword(place.url)} has no branch or tag ${ref}`);
}

function list(place: RefPlace, names: readonly string[]): Promise<string> {
  return tell(place, () => gitIn(place.cache, place).raw('ls-remote', '--', place.url, ...names));
}

/** No remote can be asked for it, so the names of all commits are fetched, without their files. */
async function wholeCommit(place: RefPlace): Promise<RemoteRef> {
  const folder = await mkdtemp(join(place.cache, 'looking-'));
  try {
    const git = gitIn(folder, place);
    const everything = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
    await tell(place, async () => {
      await git.raw('init', '--quiet', '--bare');
      await git.raw('fetch', '--quiet', '--filter=tree:0', '--', place.url, ...everything);
    });
    const commit = await git.raw('rev-parse', '--verify', `${place.ref}^{commit}`).catch(() => '');
    if (isCommit(commit.trim())) return { name: commit.trim(), commit: commit.trim() };
    const where = withoutPassword(place.url);
    throw unavailable(`${where} has no branch, tag or single commit ${place.ref}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
