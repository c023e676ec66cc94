import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HeldLock } from '../../src/ports/writer-lock.ts';
import { embeddedLayout, embeddedServer } from '../../src/services/database/embedded/layout.ts';
import { openState, type State } from '../../src/services/database/open.ts';
import { makeStateDir, removeStateDir } from './temporary-state.ts';

const HOLDER = fileURLToPath(new URL('./fixtures/hold-state.ts', import.meta.url));

let stateDir: string;
let state: State;
let other: State;
const held: HeldLock[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  stateDir = await makeStateDir();
  const options = { stateDir, readOnly: false, application: 'agentpod test' };
  state = await openState(options);
  other = await openState(options);
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const lock of held.splice(0)) await lock.release();
});

afterAll(async () => {
  await state?.close();
  await other?.close();
  await removeStateDir(stateDir);
});

async function acquire(from: State, timeoutSeconds: number, onWait?: (holder: string) => void) {
  const lock = await from.lock.acquire({
    command: 'apply',
    timeoutSeconds,
    ...(onWait && { onWait }),
  });
  held.push(lock);
  return lock;
}

async function holdElsewhere(command: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [HOLDER, stateDir, command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

describe('the writer lock', () => {
  it('is had at once when nobody holds it, and again after it was released', async () => {
    for (let round = 0; round < 3; round += 1) {
      const lock = await acquire(state, 0);
      await lock.check();
      await lock.release();
      held.pop();
    }
  });

  it('names its holder when time is up', async () => {
    await acquire(state, 0);
    const before = performance.now();
    await expect(acquire(other, 0.4)).rejects.toMatchObject({
      failure: 'Conflict',
      reason: 'LockHeld',
      message: expect.stringMatching(
        new RegExp(
          `agentpod apply ${userInfo().username}@${hostname().slice(0, 20)}.* pid ${process.pid} since 20\\d\\d-.*Z`,
        ),
      ),
    });
    expect(performance.now() - before).toBeGreaterThan(390);
  });

  it('goes to the waiter soon after its release, and the waiter hears once whom it waits for', async () => {
    const first = await acquire(state, 0);
    const heard: string[] = [];
    const waiting = acquire(other, 10, (holder) => heard.push(holder));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await first.release();
    held.shift();
    const released = performance.now();
    await waiting;
    expect(performance.now() - released).toBeLessThan(1000);
    expect(heard).toHaveLength(1);
  });

  it('dies with a process that is killed', async () => {
    const child = await holdElsewhere('serve');
    await expect(acquire(state, 0)).rejects.toMatchObject({
      message: expect.stringContaining(`agentpod serve`),
    });
    child.kill('SIGKILL');
    await acquire(state, 5);
  });

  it('is lost, and says so, when its connection is cut', async () => {
    const lock = await acquire(state, 0);
    const client = new pg.Client(embeddedServer(embeddedLayout(stateDir)));
    await client.connect();
    await client.query(`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'agentpod apply %'`);
    await client.end();
    await expect(lock.check()).rejects.toMatchObject({ failure: 'Transient', reason: 'LockLost' });
    await acquire(other, 5);
  });

  it('keeps the process id in its name, however long the command', async () => {
    const command = 'x'.repeat(30);
    held.push(await state.lock.acquire({ command, timeoutSeconds: 0 }));
    await expect(acquire(other, 0)).rejects.toMatchObject({
      message: expect.stringContaining(` pid ${process.pid} `),
    });
  });
});
