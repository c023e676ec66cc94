/** One holder over one database: a session advisory lock that ends with the connection holding it. */
import { hostname, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Client } from 'pg';
import { AgentPodError } from '../../core/model/errors.ts';
import type { HeldLock, WriterLock } from '../../ports/writer-lock.ts';
import { LOCK, LOCK_SPACE } from './advisory-lock.ts';
import { withStateErrors } from './errors.ts';
import {
  createClient,
  type Database,
  onConnection,
  overConnection,
  type Server,
} from './postgres.ts';

const POLL_MS = 200;
/** A server that is cut off must not hang the writer that asks whether it may go on. */
const ANSWER_WITHIN_MS = 10_000;
/** PostgreSQL cuts an application name here. */
const MAX_NAME_BYTES = 63;
const HOLDER_UNKNOWN = 'another AgentPod';

type Request = Parameters<WriterLock['acquire']>[0];

/** `writer`: who changes something. `server`: the one `serve` that acts; others stand by. */
type LockName = 'writer' | 'server';

interface LockOptions {
  readonly name: LockName;
  /** In the session that holds the lock, before anybody is told of it. */
  readonly onHeld?: (db: Database) => Promise<void>;
}

export function createWriterLock(
  server: Server,
  options: LockOptions = { name: 'writer' },
): WriterLock {
  return { acquire: (request) => withStateErrors(() => acquire(server, options, request)) };
}

async function acquire(server: Server, options: LockOptions, request: Request): Promise<HeldLock> {
  const deadline = performance.now() + request.timeoutSeconds * 1000;
  let told = '';
  for (;;) {
    // A fresh connection for each try, so that the holder's connection is as old as its lock.
    const held = await tryAcquire(server, options, request.command);
    if (held !== undefined) return held;
    // As the login: PostgreSQL tells what a session calls itself only to the login it belongs to.
    const holder = await onConnection(server, lockName(request.command), (db) =>
      waitForRelease(db, options.name, { deadline, signal: request.signal }, (name) => {
        if (name !== told) request.onWait?.(name);
        told = name;
      }),
    );
    if (request.signal?.aborted) throw interrupted();
    if (holder !== undefined) throw lockHeld(holder);
  }
}

/** Undefined once nobody holds the lock; the holder when time is up. */
async function waitForRelease(
  db: Database,
  lock: LockName,
  { deadline, signal }: { readonly deadline: number; readonly signal: AbortSignal | undefined },
  onHolder: (holder: string) => void,
): Promise<string | undefined> {
  for (;;) {
    const holder = await findHolder(db, lock);
    const left = deadline - performance.now();
    if (left <= 0) return holder ?? HOLDER_UNKNOWN;
    if (holder === undefined || signal?.aborted) return undefined;
    onHolder(holder);
    await sleep(Math.min(POLL_MS, left));
  }
}

function interrupted(): AgentPodError {
  return new AgentPodError('Transient', 'Interrupted', 'stopped while waiting for the lock');
}

async function tryAcquire(
  server: Server,
  { name, onHeld }: LockOptions,
  command: string,
): Promise<HeldLock | undefined> {
  const client = createClient({ ...server, query_timeout: ANSWER_WITHIN_MS }, lockName(command));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const db = overConnection(client);
    const { rows } = await db.execute<{ locked: boolean }>(
      sql`select pg_try_advisory_lock(${LOCK_SPACE}, ${LOCK[name]}) as locked`,
    );
    if (rows[0]?.locked) {
      await onHeld?.(db);
      return heldBy(client, name);
    }
  } catch (error) {
    await client.end();
    throw error;
  }
  await client.end();
  return undefined;
}

function heldBy(client: Client, lock: LockName): HeldLock {
  let asking: Promise<void> | undefined;
  return {
    // Several pods ask at once; a client answers one question at a time, and one answer serves all.
    check: () => {
      asking ??= ask(client).finally(() => {
        asking = undefined;
      });
      return asking;
    },
    release: async () => {
      const db = overConnection(client);
      // Unlocking before closing frees the lock at once; on a broken connection it is free already.
      await db
        .execute(sql`select pg_advisory_unlock(${LOCK_SPACE}, ${LOCK[lock]})`)
        .catch(() => undefined);
      await client.end();
    },
  };
}

async function ask(client: Client): Promise<void> {
  try {
    // The lock lives as long as the session: an answer from it proves both.
    await client.query('select 1');
  } catch (error) {
    throw new AgentPodError(
      'Transient',
      'LockLost',
      'the connection that held the writer lock broke; another writer may be at work',
      { hint: 'run the command again', cause: error },
    );
  }
}

async function findHolder(db: Database, lock: LockName): Promise<string | undefined> {
  const holder = await lockHolder(db, lock);
  if (holder === undefined) return undefined;
  const { name, since } = holder;
  return since === undefined ? name : `${name} since ${since.toISOString()}`;
}

export interface LockHolder {
  /** As it calls itself; see `lockName`. */
  readonly name: string;
  /** Undefined for a session that is not the login's own. */
  readonly since: Date | undefined;
}

/** Undefined when nobody holds it. */
export async function lockHolder(db: Database, lock: LockName): Promise<LockHolder | undefined> {
  const { rows } = await db.execute<{ name: string | null; pid: number; since: Date | null }>(sql`
    select activity.application_name as name, locks.pid, activity.backend_start as since
    from pg_locks locks left join pg_stat_activity activity on activity.pid = locks.pid
    where locks.locktype = 'advisory' and locks.granted
      and locks.classid = ${LOCK_SPACE} and locks.objid = ${LOCK[lock]} and locks.objsubid = 2
      and locks.database = (select oid from pg_database where datname = current_database())`);
  const [row] = rows;
  if (row === undefined) return undefined;
  const name = row.name || `database session ${row.pid}`;
  return { name, since: row.since === null ? undefined : new Date(row.since) };
}

/** Shortened in the host's name, so that the process id is never cut off. */
function lockName(command: string): string {
  const who = `agentpod ${command} ${userName()}@`;
  const pid = ` pid ${process.pid}`;
  const room = Math.max(0, MAX_NAME_BYTES - Buffer.byteLength(who + pid));
  return `${who}${hostname().slice(0, room)}${pid}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A uid without an entry in the user database, as in many containers.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

function lockHeld(holder: string): AgentPodError {
  return new AgentPodError('Conflict', 'LockHeld', `another writer is at work: ${holder}`, {
    hint: 'wait for it, or allow more time with --lock-timeout',
  });
}
