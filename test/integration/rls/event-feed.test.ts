/** Following events live: whatever the writers and the connection do, each comes once and in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Event, NewEvent, StateStore } from '../../../src/ports/state-store.ts';
import type { State } from '../../../src/services/database/open.ts';
import { type PlainDatabase, plainDatabase } from './plain-database.ts';

const EVENT: NewEvent = { subject: 'tenant/acme', type: 'Normal', reason: 'A', message: '' };
const INSERT = `insert into agentpod.events (subject, type, reason, message)
  values ('tenant/acme', 'Normal', 'A', '') returning id`;
const CUT = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'agentpod test' and pid <> pg_backend_pid()`;

let database: PlainDatabase;
let state: State;

beforeAll(async () => {
  database = await plainDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = await database.open();
  return () => state.close();
});

/** Collects until it is stopped. */
function follow(store: StateStore, after?: number) {
  const controller = new AbortController();
  const events: Event[] = [];
  const outages: string[] = [];
  const options = { signal: controller.signal, onOutage: (text: string) => outages.push(text) };
  const done = (async () => {
    const feed = store.follow(after === undefined ? options : { ...options, after });
    for await (const event of feed) events.push(event);
  })();
  return {
    ids: () => events.map(({ id }) => id),
    outages,
    stop: () => {
      controller.abort();
      return done;
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !condition(); turn += 1) await sleep(20);
  expect(condition()).toBe(true);
}

const newestId = async () => (await state.store.events({ limit: 1 }))[0]?.id ?? 0;

it('loses none to transactions that overlap', async () => {
  await state.store.appendEvents([EVENT]);
  const feed = follow(state.store, await newestId());
  const written: number[] = [];
  const write = async () => {
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query('set role agentpod_engine');
    for (let turn = 0; turn < 20; turn += 1) {
      await client.query('begin');
      await sleep(Math.random() * 5);
      const { rows } = await client.query<{ id: string }>(INSERT);
      await sleep(Math.random() * 10);
      const end = Math.random() < 0.2 ? 'rollback' : 'commit';
      await client.query(end);
      if (end === 'commit') written.push(Number(rows[0]?.id));
    }
    await client.end();
  };
  await Promise.all([write(), write(), write(), write(), write(), write()]);
  await until(() => feed.ids().length >= written.length);
  await feed.stop();
  expect(feed.ids()).toEqual(written.toSorted((a, b) => a - b));
});

it('goes on behind the last one when its connection was cut, and says so once', async () => {
  const feed = follow(state.store);
  await sleep(300);
  await state.store.appendEvents([EVENT]);
  await until(() => feed.ids().length === 1);
  for (let turn = 0; turn < 3; turn += 1) {
    await database.server.query(CUT);
    await state.store
      .appendEvents([EVENT, EVENT])
      .catch(() => state.store.appendEvents([EVENT, EVENT]));
    await until(() => feed.ids().length === 3 + turn * 2);
  }
  await feed.stop();
  expect(feed.ids()).toEqual([...new Set(feed.ids())].toSorted((a, b) => a - b));
  expect(feed.outages).toHaveLength(3);
  expect(feed.outages[0]).toContain('the state database does not answer');
});

it('reads a long backlog whole', async () => {
  const before = await newestId();
  for (let turn = 0; turn < 3; turn += 1) {
    await state.store.appendEvents(Array.from({ length: 700 }, () => EVENT));
  }
  const feed = follow(state.store, before);
  await until(() => feed.ids().length === 2100);
  await feed.stop();
  expect(new Set(feed.ids()).size).toBe(2100);
});

it('fails at once when there is no server to begin with', async () => {
  await database.server.query('alter database plain allow_connections false');
  const feed = state.store.follow({ signal: new AbortController().signal });
  await expect(feed[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    reason: expect.stringMatching(/^State/),
  });
  await database.server.query('alter database plain allow_connections true');
});
