/** PostgreSQL refuses to run as root: finds the operating-system user that it runs as instead. */
import { readFile, stat } from 'node:fs/promises';
import { AgentPodError } from '../../../core/model/errors.ts';

/** In this order. */
const ACCOUNTS = ['agentpod', 'postgres'];

export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user for a database in `dataDir`: its owner when it exists. Undefined when it is the user
 * that runs AgentPod. Fails with `DatabaseUserMissing` or `StateDirForbidden` (InvalidInput).
 */
export async function databaseUser(dataDir: string): Promise<OsUser | undefined> {
  const own = process.getuid?.() ?? 0;
  const owner = await ownerOf(dataDir);
  if (own !== 0) {
    if (owner === undefined || owner.uid === own) return undefined;
    throw foreignDirectory(dataDir, owner.uid);
  }
  if (owner !== undefined && owner.uid !== 0) return { name: `uid ${owner.uid}`, ...owner };
  return findAccount();
}

/** Keyed for the options of `spawn`; nothing to set for the user that runs AgentPod. */
export function spawnAs(user: OsUser | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

async function ownerOf(directory: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(directory);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

async function findAccount(): Promise<OsUser> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const account of ACCOUNTS) {
    const [, , uid, gid] = lines.find(([name]) => name === account) ?? [];
    if (uid && gid) return { name: account, uid: Number(uid), gid: Number(gid) };
  }
  throw new AgentPodError(
    'InvalidInput',
    'DatabaseUserMissing',
    'the embedded database cannot run as root, and there is no user "agentpod" or "postgres"',
    {
      hint: 'useradd --system --no-create-home --shell /usr/sbin/nologin agentpod (or set DATABASE_URL)',
    },
  );
}

function foreignDirectory(dataDir: string, uid: number): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'StateDirForbidden',
    `the embedded database in ${dataDir} belongs to user id ${uid}`,
    { hint: 'run as that user or as root, or set AGENTPOD_STATE_DIR to a directory of your own' },
  );
}
