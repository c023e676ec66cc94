import { randomBytes } from 'node:crypto';
import {
  access,
  constants,
  lstat,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { AgentPodError } from '../../core/model/errors.ts';
import type { ManifestFolder, PlaceOfFile } from '../../ports/manifest-folder.ts';
import { commitFiles } from './commit-files.ts';

/** Manifest files on disk. All paths are absolute. */
export function createManifestFolder(): ManifestFolder {
  return { read, isFolder, placeOf, write, remove, commit: commitFiles };
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw trouble('ManifestUnreadable', `cannot read ${file}`, cause);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function placeOf(file: string, root: string): Promise<PlaceOfFile> {
  const place = await whatIsAt(file, root);
  if (place === 'outside') return place;
  // Writing makes another file beside it first, so the folder is what counts.
  return (await isWritable(dirname(file))) ? place : 'read-only';
}

async function whatIsAt(file: string, root: string): Promise<'file' | 'free' | 'outside'> {
  try {
    const real = join(await realpath(dirname(file)), basename(file));
    const top = await realpath(root);
    if (real !== top && !real.startsWith(top.endsWith(sep) ? top : top + sep)) return 'outside';
    return (await lstat(real)).isFile() ? 'file' : 'outside';
  } catch (error) {
    const isFree =
      (error as NodeJS.ErrnoException).code === 'ENOENT' && (await isFolder(dirname(file)));
    return isFree ? 'free' : 'outside';
  }
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function remove(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (cause) {
    throw trouble('ManifestUnwritable', `cannot remove ${file}`, cause);
  }
}

/** A reader sees the old file or the new one, whole, even after a crash. */
async function write(name: string, text: string): Promise<void> {
  // A link stays a link: what it leads to is replaced.
  const file = await realpath(name).catch(() => name);
  const folder = dirname(file);
  const temporary = join(folder, `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeThrough(temporary, text, await modeOf(file));
    await rename(temporary, file);
  } catch (cause) {
    // What went wrong first is what counts.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw trouble('ManifestUnwritable', `cannot write ${file}`, cause);
  }
}

async function writeThrough(file: string, text: string, mode: number | undefined): Promise<void> {
  await using handle = await open(file, 'wx');
  if (mode !== undefined) await handle.chmod(mode);
  await handle.writeFile(text);
  await handle.sync();
}

/** The new file keeps the permissions of the one that it replaces. */
async function modeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mode & 0o7777;
  } catch {
    return undefined;
  }
}

function trouble(reason: string, message: string, cause: unknown): AgentPodError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new AgentPodError('InvalidInput', reason, `${message}: ${words}`, {
    hint: 'see who owns the folder that it is in, and whether it is mounted read-only',
    cause,
  });
}
