/** Starts the embedded server once and tells how that went. */
import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedLayout } from './layout.ts';
import { type OsUser, spawnAs } from './os-user.ts';
import { findPostmaster } from './postmaster.ts';
import type { Programs } from './programs.ts';
import { readLog, rotateLog } from './server-log.ts';

const POLL_MS = 5;

/** Sized for one control plane on a small host; the next start applies a change. */
const SETTINGS: Readonly<Record<string, string>> = {
  cluster_name: 'agentpod',
  listen_addresses: '',
  shared_buffers: '16MB',
  max_connections: '40',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  io_method: 'sync',
  jit: 'off',
  huge_pages: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '32MB',
  max_wal_size: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** `started` and `attached`: a server is ready. `failed`: with what it wrote to its log. */
export type LaunchOutcome =
  | { readonly kind: 'started' | 'attached' }
  | { readonly kind: 'failed'; readonly log: string };

/** Waits until a server of this data directory is ready, ours or one that was faster. */
export async function launch(
  layout: EmbeddedLayout,
  programs: Programs,
  user: OsUser | undefined,
  deadline: number,
): Promise<LaunchOutcome> {
  const offset = await rotateLog(layout.logFile);
  const child = await spawnServer(layout, programs, user);
  const failure = new Promise<string>((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('exit', () => settle(''));
  });
  const ready = await Promise.race([waitReady(layout, deadline), failure.then(() => undefined)]);
  child.removeAllListeners().on('error', () => undefined);
  if (ready !== undefined) return { kind: ready === child.pid ? 'started' : 'attached' };
  const words = await Promise.race([failure, 'it did not become ready in time']);
  return { kind: 'failed', log: `${await readLog(layout.logFile, offset)}${words}` };
}

async function spawnServer(
  layout: EmbeddedLayout,
  programs: Programs,
  user: OsUser | undefined,
): Promise<ChildProcess> {
  const log = await open(layout.logFile, 'a', 0o600);
  try {
    const child = spawn(programs.postgres, serverArguments(layout), {
      cwd: '/',
      env: {},
      // A session of its own: it outlives this process and its terminal.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...spawnAs(user),
    });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

function serverArguments(layout: EmbeddedLayout): readonly string[] {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', layout.dataDir, '-k', layout.socketDir, ...settings];
}

/** Process id of the server that takes connections; undefined when time is up. */
export async function waitReady(
  layout: EmbeddedLayout,
  deadline: number,
): Promise<number | undefined> {
  while (performance.now() < deadline) {
    const server = await findPostmaster(layout.dataDir);
    if (server?.status === 'ready') return server.pid;
    await sleep(POLL_MS);
  }
  return undefined;
}
