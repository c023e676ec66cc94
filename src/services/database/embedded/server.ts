/**
 * The embedded PostgreSQL as a whole: started when it does not run, joined when it does, and left
 * running when the command ends. PostgreSQL's own pid file decides between two starts at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentPodError } from '../../../core/model/errors.ts';
import type { Server } from '../postgres.ts';
import { makePrivateFolder, makeStateFolder } from './folders.ts';
import { initialise, isInitialised } from './initialise.ts';
import { launch, waitReady } from './launch.ts';
import { type EmbeddedLayout, embeddedLayout, embeddedServer } from './layout.ts';
import { databaseUser } from './os-user.ts';
import { dropStalePidFile, findPostmaster } from './postmaster.ts';
import { findPrograms } from './programs.ts';
import { lastLines } from './server-log.ts';

/** Replaying the log after a crash takes time; a server that works on it is not given up early. */
const READY_WITHIN_MS = 60_000;
/** For what is left of a killed server to go away. */
const RETRY_WITHIN_MS = 15_000;
const RETRY_PAUSES_MS = [50, 100, 200, 400, 800, 1600];
const STOP_WITHIN_MS = 30_000;
const STOP_POLL_MS = 10;

/** What a server says that comes right after a killed one; it passes. */
const LEFT_BEHIND =
  /lock file "[^"]+" (already exists|is empty)|shared memory block .* still in use/;

export interface EmbeddedStatus {
  readonly dataDir: string;
  readonly logFile: string;
  /** False before the first start. */
  readonly initialised: boolean;
  /** Undefined when it does not run. */
  readonly pid: number | undefined;
}

/** `started`: by this call. Fails with `StateUnreachable` (Transient), showing the end of the log. */
export async function startEmbedded(
  stateDir: string,
): Promise<{ readonly server: Server; readonly started: boolean }> {
  const layout = embeddedLayout(stateDir);
  const started = (await attach(layout)) ? false : await start(layout);
  return { server: embeddedServer(layout), started };
}

/** Lets running statements go, then waits for the end. False when no server ran. */
export async function stopEmbedded(stateDir: string): Promise<boolean> {
  const { dataDir } = embeddedLayout(stateDir);
  const server = await findPostmaster(dataDir);
  if (server === undefined) return false;
  process.kill(server.pid, 'SIGINT');
  const deadline = performance.now() + STOP_WITHIN_MS;
  while ((await findPostmaster(dataDir))?.pid === server.pid) {
    if (performance.now() > deadline) throw stopFailed(server.pid);
    await sleep(STOP_POLL_MS);
  }
  return true;
}

export async function embeddedStatus(stateDir: string): Promise<EmbeddedStatus> {
  const layout = embeddedLayout(stateDir);
  const [initialised, server] = await Promise.all([
    isInitialised(layout),
    findPostmaster(layout.dataDir),
  ]);
  const { dataDir, logFile } = layout;
  return { dataDir, logFile, initialised, pid: server?.pid };
}

/** True once a running server takes connections; false when none runs, or it was on its way out. */
async function attach(layout: EmbeddedLayout): Promise<boolean> {
  const server = await findPostmaster(layout.dataDir);
  if (server?.status === 'ready') return true;
  if (server === undefined || server.status === 'stopping') return false;
  return (await waitReady(layout, performance.now() + READY_WITHIN_MS)) !== undefined;
}

async function start(layout: EmbeddedLayout): Promise<boolean> {
  const user = await databaseUser(layout.dataDir);
  await makeStateFolder(layout, user);
  const programs = await findPrograms(layout, user);
  if (!(await isInitialised(layout))) await initialise(layout, programs, user);
  await makePrivateFolder(layout.socketDir, user);

  const giveUp = performance.now() + RETRY_WITHIN_MS;
  for (let attempt = 0; ; attempt += 1) {
    const deadline = performance.now() + READY_WITHIN_MS;
    const outcome = await launch(layout, programs, user, deadline);
    if (outcome.kind !== 'failed') return outcome.kind === 'started';
    // The server that was in the way may be a good one, started by another command.
    if (await attach(layout)) return false;
    const passes = LEFT_BEHIND.test(outcome.log) && performance.now() < giveUp;
    if (!passes) throw startFailed(layout, outcome.log);
    await dropStalePidFile(layout.dataDir);
    await sleep(RETRY_PAUSES_MS[Math.min(attempt, RETRY_PAUSES_MS.length - 1)]);
  }
}

function startFailed(layout: EmbeddedLayout, log: string): AgentPodError {
  return new AgentPodError(
    'Transient',
    'StateUnreachable',
    `the embedded database did not start:\n${lastLines(log)}`,
    { hint: `its whole log is ${layout.logFile}` },
  );
}

function stopFailed(pid: number): AgentPodError {
  return new AgentPodError(
    'Transient',
    'StateUnreachable',
    `the embedded database (pid ${pid}) did not stop within ${STOP_WITHIN_MS / 1000} seconds`,
    { hint: 'see what still uses it, or send it SIGQUIT' },
  );
}
