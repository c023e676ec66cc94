import { resolve } from 'node:path';
import { sourceNames } from './core/git/source-name.ts';
import type { ServeRequest } from './harness/cli/serve-request.ts';
import type { WatchedSource } from './ports/watched-source.ts';
import { type GitSourceGround, gitSource } from './services/git/git-source.ts';
import { checkSshFiles } from './services/git/ssh-files.ts';
import { readTrustedKeys } from './services/git/trusted-keys.ts';
import { folderSource } from './services/source/folder-source.ts';

type Ground = Pick<GitSourceGround, 'stateDir' | 'env' | 'clock' | 'random'>;

/** All that `serve` is to watch. Rejects (InvalidInput) when a file that it needs for that is not there. */
export async function openSources(
  request: ServeRequest,
  ground: Ground,
): Promise<readonly WatchedSource[]> {
  const { folders, git, gitAccess, cwd } = request;
  const names = sourceNames([
    ...folders.map((path) => ({ place: resolve(cwd, path) })),
    ...git.map(({ name, url }) => ({ name, place: url })),
  ]);
  const absolute = (path: string | undefined) => (path === undefined ? path : resolve(cwd, path));
  const ssh = {
    keyFile: absolute(gitAccess.sshKeyFile),
    knownHostsFile: absolute(gitAccess.knownHostsFile),
  };
  await checkSshFiles(ssh);
  const keys = gitAccess.trustedKeyFiles?.map((file) => resolve(cwd, file));
  const trusted = keys === undefined ? undefined : await readTrustedKeys(keys);
  return names.map((name, index) => {
    const path = folders[index];
    if (path !== undefined) return folderSource(name, path, request);
    const [item] = git.slice(index - folders.length);
    if (item === undefined) throw new Error('more names than sources');
    return gitSource({ ...item, name }, { ...ground, ssh, trusted });
  });
}
