/** Tells whether another user can get at a path, by the permission bits of every folder above it. */
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OsUser } from './os-user.ts';

/** Read and execute, for files; entering, for folders. */
const READ_EXECUTE = 0o5;
const ENTER = 0o1;

/** The first folder, from the top, that the user cannot enter; undefined when there is none. */
export async function closedFolder(folder: string, user: OsUser): Promise<string | undefined> {
  for (const step of ancestors(await realpath(folder))) {
    if (!(await allows(step, user, ENTER))) return step;
  }
  return undefined;
}

export async function canRun(program: string, user: OsUser): Promise<boolean> {
  const path = await realpath(program);
  if ((await closedFolder(dirname(path), user)) !== undefined) return false;
  return allows(path, user, READ_EXECUTE);
}

function ancestors(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...ancestors(parent), path];
}

async function allows(path: string, user: OsUser, wanted: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}
