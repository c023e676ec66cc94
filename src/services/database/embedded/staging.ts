/** Folders that appear whole or not at all: filled under another name, then moved into place. */
import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A private folder beside `target`; what killed processes left of earlier ones goes first. */
export async function makeStaging(target: string): Promise<string> {
  await removeLeftovers(target);
  return mkdtemp(`${stagingPrefix(target)}${process.pid}-`);
}

/** When another process was faster, its folder stays, and the caller drops this one. */
export async function moveIntoPlace(staging: string, target: string): Promise<void> {
  try {
    await rename(staging, target);
  } catch (error) {
    await access(target).catch(() => {
      throw error;
    });
  }
}

async function removeLeftovers(target: string): Promise<void> {
  const prefix = basename(stagingPrefix(target));
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10)))
      continue;
    await rm(join(dirname(target), name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function stagingPrefix(target: string): string {
  return `${target}.new-`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
