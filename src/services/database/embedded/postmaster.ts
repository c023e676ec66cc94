/** The server's own word about itself: the pid file in its data directory, checked against /proc. */
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface Postmaster {
  readonly pid: number;
  /** `ready` takes connections; a file that is still being written counts as starting. */
  readonly status: 'starting' | 'ready' | 'stopping';
}

/** Lines of postmaster.pid. */
const PID_LINE = 0;
const STATUS_LINE = 7;

/** The live server of this data directory; undefined when there is none. */
export async function findPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const lines = await readPidFile(dataDir);
  const pid = Number(lines?.[PID_LINE]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (!(await runsIn(pid, dataDir))) return undefined;
  return { pid, status: parseStatus(lines?.[STATUS_LINE]) };
}

/**
 * Removes a pid file whose process is not this server: dead, a zombie that nobody collects, or
 * another program on a reused number, any of which PostgreSQL itself would take for a live server.
 */
export async function dropStalePidFile(dataDir: string): Promise<void> {
  if ((await readPidFile(dataDir)) === undefined) return;
  if ((await findPostmaster(dataDir)) === undefined) {
    await rm(join(dataDir, 'postmaster.pid'), { force: true });
  }
}

async function readPidFile(dataDir: string): Promise<readonly string[] | undefined> {
  try {
    return (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n');
  } catch {
    return undefined;
  }
}

/** A server's working directory is its data directory; a zombie has none. */
async function runsIn(pid: number, dataDir: string): Promise<boolean> {
  if (process.platform !== 'linux') return isAlive(pid);
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(dataDir));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function parseStatus(line: string | undefined): Postmaster['status'] {
  const word = line?.trim();
  return word === 'ready' || word === 'stopping' ? word : 'starting';
}
