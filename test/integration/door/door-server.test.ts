/** The door as it is served: over sockets, on a real PostgreSQL. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BOOTSTRAP_PATH, DOOR_PATH } from '../../../src/core/access/paths.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { State } from '../../../src/services/database/open.ts';
import { createDoor } from '../../../src/shell/door/door.ts';
import { ACME, AGENT, COMMIT } from '../../contract/store-samples.ts';
import { type PlainDatabase, plainDatabase } from '../rls/plain-database.ts';

const HOST = 'agent.acme.example.com';
const FORM = 'application/x-www-form-urlencoded';
let database: PlainDatabase;
let state: State;
let server: ServerType;
let port: number;

beforeAll(async () => {
  database = await plainDatabase();
  state = await database.open();
  await state.store.recordTenant(ACME);
  await state.store.recordPod(AGENT);
  await state.store.commitPod(COMMIT);
  const door = createDoor({
    access: state.store.access,
    mintBootstrap: async () => new Secret('bootstrap'),
    clock: { now: () => new Date() },
    trustedProxies: ['127.0.0.1'],
    report: (error) => {
      throw error;
    },
  });
  server = serve({ fetch: door.fetch, port: 0, hostname: '127.0.0.1' });
  if (!server.listening) await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.close();
  await state.close();
  await database.stop();
});

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Byte for byte, as no client library would send it. */
async function send(lines: readonly string[], body = ''): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
  const answer = await text(socket);
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body: rest.join('\r\n\r\n') };
}

function redeem(token: string, from: string): Promise<Answer> {
  const body = `token=${token}`;
  return send(
    [
      `POST ${DOOR_PATH.login} HTTP/1.1`,
      `Host: ${HOST}`,
      `Origin: https://${HOST}`,
      'Sec-Fetch-Site: same-origin',
      `X-Forwarded-For: ${from}`,
      `Content-Type: ${FORM}`,
      `Content-Length: ${body.length}`,
    ],
    body,
  );
}

const invite = async () => (await state.store.access.invite(AGENT.key, 3600)).token.reveal();

const bootstrap = (cookie: string, more: readonly string[] = [], target: string = BOOTSTRAP_PATH) =>
  send([
    `GET ${target} HTTP/1.1`,
    `Host: ${HOST}`,
    'Sec-Fetch-Site: same-origin',
    `Cookie: ${cookie}`,
    ...more,
  ]);

const cookieOf = ({ head }: Answer) => /^set-cookie: ([^;]*)/im.exec(head)?.[1] ?? '';

it('lets one of twenty in who press the button of one link at once', async () => {
  const token = await invite();
  const tries = Array.from({ length: 20 }, (_, n) => redeem(token, `203.0.113.${n}`));
  const answers = await Promise.all(tries);
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 303)).toHaveLength(1);
  expect(statuses.filter((status) => status === 410)).toHaveLength(19);
  expect(answers.filter((answer) => cookieOf(answer) !== '')).toHaveLength(1);
  expect(await state.store.access.sessions(AGENT.key)).toHaveLength(1);
});

it('hands the bootstrap to the session, and notes the address that the proxy saw', async () => {
  const cookie = cookieOf(await redeem(await invite(), '192.0.2.1'));
  const answer = await bootstrap(cookie, ['X-Forwarded-For: 198.51.100.1, 192.0.2.55']);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({
    bootstrapToken: 'bootstrap',
    bootstrapProfile: 'owner',
  });
  const [entry] = await state.store.asTenant(ACME.uid).audit({ limit: 1 });
  expect(entry).toMatchObject({ actor: 'customer@192.0.2.55', action: 'door bootstrap' });
});

it.each([
  ['another host', ['Host: other.example.com'], '', 404],
  ['no host', [], '', 400],
  ['two hosts', [`Host: ${HOST}`, 'Host: other.example.com'], '', 404],
  ['a host within the request line', ['Host: other.example.com'], `http://${HOST}`, 404],
])('finds no pod by %s', async (_what, hosts, prefix, status) => {
  const cookie = cookieOf(await redeem(await invite(), '192.0.2.2'));
  const answer = await send([
    `GET ${prefix}${BOOTSTRAP_PATH} HTTP/1.1`,
    ...hosts,
    'Sec-Fetch-Site: same-origin',
    `Cookie: ${cookie}`,
  ]);
  expect(answer.status).toBe(status);
  expect(answer.body).not.toContain('bootstrapToken');
});

it('keeps neither a token nor a cookie in the database', async () => {
  const token = await invite();
  const cookie = cookieOf(await redeem(token, '192.0.2.3')).split('=')[1] ?? '';
  expect(cookie).toMatch(/^[\w-]{43}$/);
  const tables = ['customer_links', 'customer_sessions', 'audit', 'events'];
  for (const table of tables) {
    const rows = await database.query(`select t::text from agentpod.${table} t`, 'agentpod_engine');
    const kept = JSON.stringify(rows);
    for (const secret of [token, cookie]) {
      expect(kept).not.toContain(secret);
      expect(kept).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
      expect(kept).not.toContain(Buffer.from(secret).toString('hex'));
    }
  }
});
