/** Follows the events live: PostgreSQL's notifications say when to read, ids say from where. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Client } from 'pg';
import type { Event, FollowOptions } from '../../ports/state-store.ts';
import { Bell } from './bell.ts';
import { toStateError } from './errors.ts';
import { eventsAfter, newestEventId } from './event-log.ts';
import { createClient, type Database, overConnection, type Server } from './postgres.ts';
import { actAsEngine } from './roles.ts';
import { actAsTenant } from './tenant-scope.ts';

/** Rung by a trigger; see `migrations/0001_isolation.sql`. */
const CHANNEL = 'agentpod_events';
const BATCH = 500;
/** Also without a notification: a server that vanished does not send any. */
const LOOK_EVERY_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000;
const PAUSES_MS = [100, 200, 500, 1000, 2000, 5000];

export interface Feed {
  readonly server: Server;
  readonly application: string;
  /** Whose events: the database itself gives no other tenant's. Absent: everybody's. */
  readonly tenantUid?: string;
}

/** See `StateStore.follow`. Each connection listens first and reads then: nothing falls between. */
export async function* followEvents(feed: Feed, options: FollowOptions): AsyncGenerator<Event> {
  const { signal, onOutage } = options;
  let last = options.after;
  let reached = false;
  for (let failures = 0; !signal.aborted; ) {
    try {
      for await (const batch of listen(feed, options, last)) {
        reached = true;
        failures = 0;
        last = batch.last;
        yield* batch.events;
      }
      return;
    } catch (error) {
      const failure = toStateError(error);
      // Before the first answer nobody knows whether there is a server at all.
      if (!reached || failure.failure !== 'Transient') throw failure;
      if (failures === 0) onOutage?.(failure.message);
      await pause(failures, signal);
      failures += 1;
    }
  }
}

interface Batch {
  readonly events: readonly Event[];
  /** Where to go on. */
  readonly last: number;
}

/** One connection's worth; the first batch may be empty, and says that the connection is up. */
async function* listen(
  { server, application, tenantUid }: Feed,
  options: FollowOptions,
  after: number | undefined,
): AsyncGenerator<Batch> {
  const { signal } = options;
  const bell = new Bell();
  const client = createClient({ ...server, query_timeout: ANSWER_WITHIN_MS }, application);
  client.on('notification', () => bell.ring());
  client.on('error', (error) => bell.crack(error));
  client.on('end', () => bell.crack(new Error('Connection terminated')));
  const onAbort = (): void => bell.ring();
  signal.addEventListener('abort', onAbort);
  try {
    const db = await startListening(client, tenantUid);
    let last = after ?? (await newestEventId(db));
    for (;;) {
      bell.reset();
      const events = await eventsAfter(db, last, options, BATCH);
      last = events.at(-1)?.id ?? last;
      if (signal.aborted) return;
      yield { events, last };
      if (events.length < BATCH) await bell.wait(LOOK_EVERY_MS);
      if (signal.aborted) return;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not waited for: a server that is cut off does not say goodbye.
    client.end().catch(() => undefined);
  }
}

async function startListening(client: Client, tenantUid: string | undefined): Promise<Database> {
  await client.connect();
  await client.query(actAsEngine(true));
  if (tenantUid !== undefined) await actAsTenant(client, tenantUid);
  const db = overConnection(client);
  await db.execute(sql.raw(`listen ${CHANNEL}`));
  return db;
}

async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const milliseconds = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
