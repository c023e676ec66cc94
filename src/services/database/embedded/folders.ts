/** Makes the folders of the embedded database, private to the user that it runs as. */
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentPodError } from '../../../core/model/errors.ts';
import type { EmbeddedLayout } from './layout.ts';
import type { OsUser } from './os-user.ts';
import { closedFolder } from './reach.ts';

/** The state directory is private, but must let another database user through to its folders. */
export async function makeStateFolder(
  layout: EmbeddedLayout,
  user: OsUser | undefined,
): Promise<void> {
  const mode = user === undefined ? 0o700 : 0o711;
  try {
    const first = await mkdir(layout.stateDir, { recursive: true, mode });
    // Said again, since a strict umask takes away what the database's user needs.
    if (first !== undefined) await setModes(first, layout.stateDir, mode);
  } catch (error) {
    throw new AgentPodError(
      'InvalidInput',
      'StateDirForbidden',
      `the state directory ${layout.stateDir} cannot be created`,
      { hint: 'set AGENTPOD_STATE_DIR to a directory that you can write', cause: error },
    );
  }
  const closed = user && (await closedFolder(layout.stateDir, user));
  if (user && closed) throw unreachable(layout.stateDir, closed, user);
}

/** From `first` down to `last`, which lies in it or is it. */
async function setModes(first: string, last: string, mode: number): Promise<void> {
  await chmod(last, mode);
  if (last !== first) await setModes(first, dirname(last), mode);
}

/** A folder of the database's own; one that is there already must be it. */
export async function makePrivateFolder(folder: string, user: OsUser | undefined): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined && user !== undefined) await chown(folder, user.uid, user.gid);
  const found = await lstat(folder);
  const owner = user?.uid ?? process.getuid?.();
  // The folder may lie in /tmp, where anybody could have put something under this name.
  if (found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0) return;
  throw new AgentPodError(
    'InvalidInput',
    'StateDirForbidden',
    `${folder} is not a private folder of the database's user`,
    { hint: `remove ${folder}, or chmod 700 it if it is yours` },
  );
}

function unreachable(stateDir: string, closed: string, user: OsUser): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'StateDirForbidden',
    `the embedded database runs as ${user.name}, who cannot enter ${closed} on the way to ${stateDir}`,
    { hint: `chmod o+x ${closed}, or set AGENTPOD_STATE_DIR` },
  );
}
