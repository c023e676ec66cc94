/** Makes a new, empty embedded database, whole or not at all. */
import { type ExecFileException, execFile } from 'node:child_process';
import { access, chown, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AgentPodError } from '../../../core/model/errors.ts';
import { EMBEDDED_ROLE, type EmbeddedLayout } from './layout.ts';
import { type OsUser, spawnAs } from './os-user.ts';
import type { Programs } from './programs.ts';
import { makeStaging, moveIntoPlace } from './staging.ts';

const runFile = promisify(execFile);

export async function isInitialised(layout: EmbeddedLayout): Promise<boolean> {
  return access(join(layout.dataDir, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/**
 * Works in a folder beside and moves it into place when it is complete: an interrupted run is never
 * taken for a database, and of two at once the second to finish discards its own.
 */
export async function initialise(
  layout: EmbeddedLayout,
  programs: Programs,
  user: OsUser | undefined,
): Promise<void> {
  const staging = await makeStaging(layout.dataDir);
  try {
    if (user !== undefined) await chown(staging, user.uid, user.gid);
    await runInitdb(programs, staging, user);
    await moveIntoPlace(staging, layout.dataDir);
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runInitdb(programs: Programs, folder: string, user: OsUser | undefined) {
  const argv = [
    `--pgdata=${folder}`,
    `--username=${EMBEDDED_ROLE}`,
    // Whoever can enter the socket's private folder is trusted; nothing listens on TCP.
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await runFile(programs.initdb, argv, { cwd: '/', env: {}, ...spawnAs(user) });
  } catch (error) {
    throw initFailed(error as ExecFileException);
  }
}

function initFailed(error: ExecFileException): AgentPodError {
  const words = (error.stderr ?? '').trim().split('\n').slice(-5).join('\n') || error.message;
  return new AgentPodError(
    'Transient',
    'StateUnreachable',
    `the embedded database could not be created:\n${words}`,
    { hint: 'check disk space and permissions of the state directory', cause: error },
  );
}
