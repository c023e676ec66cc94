import { existsSync } from 'node:fs';
import { readFile, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DiskSight, FileSight, MachineSight } from '../../core/doctor/observation.ts';

/** Room on this machine, and the rights on a file of AgentPod's. */
export interface DiskPlace {
  readonly what: string;
  readonly path: string;
}

export async function machineSight(places: readonly DiskPlace[]): Promise<MachineSight> {
  const [disks, memory] = await Promise.all([Promise.all(places.map(diskSight)), memorySight()]);
  return { disks, memory };
}

async function diskSight({ what, path }: DiskPlace): Promise<DiskSight> {
  const place = nearestExisting(path);
  const { bavail, blocks, bsize, ffree, files } = await statfs(place);
  return {
    what,
    path,
    // What an ordinary user may still take: the database is one.
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    freeFiles: ffree,
    totalFiles: files,
  };
}

/** What is not there yet will be made on the disk of the folder above it. */
function nearestExisting(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearestExisting(above);
}

async function memorySight(): Promise<MachineSight['memory']> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  const totalBytes = bytes('MemTotal');
  return totalBytes === 0 ? undefined : { totalBytes, freeBytes: bytes('MemAvailable') };
}

export async function fileSight(path: string): Promise<FileSight> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return { path, mode: found && found.mode & 0o7777 };
}
