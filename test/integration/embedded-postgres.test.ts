/** The embedded database against what happens to processes: two at once, kill -9, leftovers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedLayout, embeddedServer } from '../../src/services/database/embedded/layout.ts';
import {
  embeddedStatus,
  startEmbedded,
  stopEmbedded,
} from '../../src/services/database/embedded/server.ts';
import { openState } from '../../src/services/database/open.ts';
import { makeStateDir, removeStateDir } from './temporary-state.ts';

const HOLDER = fileURLToPath(new URL('./fixtures/hold-state.ts', import.meta.url));

let stateDir: string;

beforeEach(async () => {
  stateDir = await makeStateDir();
});

afterEach(() => removeStateDir(stateDir));

const layout = () => embeddedLayout(stateDir);

async function query(text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(embeddedServer(layout()));
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function serverPid(): Promise<number> {
  const { pid } = await embeddedStatus(stateDir);
  if (pid === undefined) throw new Error('the server does not run');
  return pid;
}

/** Every process of the server works in its data directory. */
async function serverProcesses(): Promise<readonly number[]> {
  const dataDir = await realpath(layout().dataDir);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const folders = await Promise.all(
    pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)),
  );
  return pids.filter((_, index) => folders[index] === dataDir);
}

describe('the embedded database', () => {
  it('is not made by a command that only reads', async () => {
    const state = await openState({ stateDir, readOnly: true, application: 'agentpod diff' });
    expect(await state.store.load()).toEqual({ tenants: [], pods: [] });
    await expect(state.store.appendEvents([])).rejects.toMatchObject({ reason: 'StateReadOnly' });
    await state.close();
    await expect(stat(stateDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('starts, is joined, stops, and starts again with what it held', async () => {
    expect((await startEmbedded(stateDir)).started).toBe(true);
    await query('create table kept (n int); insert into kept values (7)');
    const pid = await serverPid();
    expect((await startEmbedded(stateDir)).started).toBe(false);
    expect(await serverPid()).toBe(pid);
    expect(await stopEmbedded(stateDir)).toBe(true);
    expect(await stopEmbedded(stateDir)).toBe(false);
    expect(await embeddedStatus(stateDir)).toMatchObject({ initialised: true, pid: undefined });
    expect((await startEmbedded(stateDir)).started).toBe(true);
    expect(await query('select n from kept')).toEqual([{ n: 7 }]);
  });

  it('takes no connection over TCP and lets nobody else at its files', async () => {
    await startEmbedded(stateDir);
    expect(await query('show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    for (const folder of [layout().dataDir, layout().socketDir]) {
      expect((await stat(folder)).mode & 0o077).toBe(0);
    }
  });

  it('is one, when two commands make it at once', async () => {
    const results = await Promise.all([1, 2, 3].map(() => startEmbedded(stateDir)));
    expect(results.filter((result) => result.started).length).toBe(1);
    expect(await readdir(stateDir)).toEqual(['postgres-18', 'postgres-18.log', 'run']);
  });

  it('outlives the process that started it', async () => {
    const child = spawn(process.execPath, [HOLDER, stateDir, 'apply'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await startEmbedded(stateDir)).started).toBe(false);
    expect(await query('select name from agentpod.tenants')).toEqual([]);
  });

  it.each(['the postmaster', 'every process'])(
    'comes back at once after kill -9 of %s under load, with every row that it confirmed',
    async (victims) => {
      await startEmbedded(stateDir);
      await query('create table load (n int)');
      const confirmed = writeUntilCut();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const pids = victims === 'every process' ? await serverProcesses() : [await serverPid()];
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      const count = await confirmed;
      expect((await startEmbedded(stateDir)).started).toBe(true);
      const [row] = await query('select count(*)::int as rows from load');
      expect(count).toBeGreaterThan(10);
      expect(row?.['rows']).toBeGreaterThanOrEqual(count);
    },
  );

  it('does not mistake another process with its old number for itself', async () => {
    await startEmbedded(stateDir);
    const { dataDir } = layout();
    const pidFile = join(dataDir, 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await stopEmbedded(stateDir);
    const { uid, gid } = await stat(dataDir);
    const stranger = spawn('sleep', ['60'], { uid, gid });
    try {
      await writeFile(pidFile, [String(stranger.pid), ...lines.slice(1)].join('\n'));
      expect((await embeddedStatus(stateDir)).pid).toBeUndefined();
      expect((await startEmbedded(stateDir)).started).toBe(true);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('is made anew when the making was cut off', async () => {
    const child = spawn(process.execPath, [HOLDER, stateDir, 'apply'], { stdio: 'ignore' });
    while (!(await readdir(stateDir).catch(() => [])).some((name) => name.includes('.new-'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await startEmbedded(stateDir)).started).toBe(true);
    expect((await readdir(stateDir)).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('runs where the path is too long for a socket', async () => {
    const long = join(stateDir, '..', 'long'.repeat(25));
    try {
      const { server } = await startEmbedded(long);
      const client = new pg.Client(server);
      await client.connect();
      await client.end();
    } finally {
      await stopEmbedded(long);
      await rm(embeddedLayout(long).socketDir, { recursive: true });
    }
  });

  it('that cannot start shows the end of its log', async () => {
    await startEmbedded(stateDir);
    await stopEmbedded(stateDir);
    await writeFile(join(layout().dataDir, 'PG_VERSION'), '9.6\n');
    await expect(startEmbedded(stateDir)).rejects.toMatchObject({
      failure: 'Transient',
      reason: 'StateUnreachable',
      message: expect.stringMatching(/incompatible/),
      hint: expect.stringContaining(layout().logFile),
    });
  });

  it.runIf(process.getuid?.() === 0)(
    'says which folder its user cannot enter, and makes nothing there',
    async () => {
      const closed = join(stateDir, '..', 'closed');
      await mkdir(closed, { mode: 0o700 });
      await expect(startEmbedded(join(closed, 'state'))).rejects.toMatchObject({
        failure: 'InvalidInput',
        reason: 'StateDirForbidden',
        message: expect.stringContaining(`cannot enter ${closed}`),
      });
    },
  );
});

/** Inserts one row after the other; gives the number of rows confirmed when the server went away. */
async function writeUntilCut(): Promise<number> {
  const client = new pg.Client(embeddedServer(layout()));
  client.on('error', () => undefined);
  await client.connect();
  let confirmed = 0;
  try {
    for (;;) {
      await client.query('insert into load values ($1)', [confirmed]);
      confirmed += 1;
    }
  } catch {
    return confirmed;
  }
}
