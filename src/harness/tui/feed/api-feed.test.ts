import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aCrashedPod, aFleetPod } from '../../../../test/fakes/fleet-pods.ts';
import { Secret } from '../../../core/model/secret.ts';
import { createServerClient } from '../../../services/remote/server-client.ts';
import { systemClock } from '../../../services/system-clock.ts';
import type { FleetNews } from '../fleet.ts';
import { apiFeed } from './api-feed.ts';

/** A server that speaks as the status API does, and can go away. */
let server: Server;
let streams: ServerResponse[];
let asked: { readonly url: string; readonly lastId: string | null; readonly bearer: string }[];
let news: FleetNews[];
let end: AbortController;
let following: Promise<void>;

const version = { apiVersion: 'agentpod.dev/v1alpha1' };
const JSON_ANSWERS: Readonly<Record<string, unknown>> = {
  '/api/v1/events': { ...version, kind: 'EventList', metadata: { continue: null }, items: [] },
};

const NOT_FOUND = JSON.stringify({ detail: 'not of this test', reason: 'NotFound' });

async function listen(port: number): Promise<number> {
  streams = [];
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    asked.push({
      url: pathname,
      lastId: request.headers['last-event-id']?.toString() ?? searchParams.get('after'),
      bearer: request.headers.authorization ?? '',
    });
    const answer = JSON_ANSWERS[pathname];
    if (answer !== undefined) return void response.end(JSON.stringify(answer));
    if (!pathname.endsWith('stream')) return void response.writeHead(404).end(NOT_FOUND);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': open\n\n');
    if (pathname === '/api/v1/stream') streams.push(response);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function goAway(): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

const send = (event: string, id: string, data: unknown): void =>
  void streams.at(-1)?.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
const told = (kind: FleetNews['kind']) => news.filter((each) => each.kind === kind);
const until = (fits: () => boolean) => expect.poll(fits, { timeout: 15_000 }).toBe(true);

let port: number;
beforeEach(async () => {
  [asked, news, end] = [[], [], new AbortController()];
  port = await listen(0);
  const place = { url: `http://127.0.0.1:${port}`, token: new Secret('the-token') };
  const feed = apiFeed(createServerClient(place, systemClock));
  following = feed.follow((each) => news.push(each), end.signal);
  await until(() => streams.length > 0);
});
afterEach(async () => {
  end.abort();
  await following;
  await goAway();
});

it('tells the snapshot, what changes, and who is gone', async () => {
  const agent = aFleetPod('acme/agent');
  send('snapshot', 's-1', { ...version, kind: 'Snapshot', pods: [agent.json], tenants: [] });
  send('pod', 's-2', aCrashedPod('acme/agent').json);
  const metadata = { kind: 'Pod', tenant: 'acme', name: 'agent' };
  send('removed', 's-3', { ...version, kind: 'Removed', metadata });
  await until(() => told('removed').length > 0);
  expect(told('pods')).toEqual([{ kind: 'pods', pods: [agent] }]);
  expect(told('pod')).toEqual([{ kind: 'pod', pod: aCrashedPod('acme/agent') }]);
  expect(told('removed')).toEqual([{ kind: 'removed', key: 'acme/agent' }]);
  expect(asked.every(({ bearer }) => bearer === 'Bearer the-token')).toBe(true);
});

it('says that the server is lost, and goes on behind what it knew when it is back', async () => {
  send('snapshot', 's-7', { ...version, kind: 'Snapshot', pods: [], tenants: [] });
  await until(() => told('pods').length > 0);
  await goAway();
  await until(() => told('lost').length > 0);
  await listen(port);
  await until(() => streams.length > 0);
  expect(asked.findLast(({ url }) => url === '/api/v1/stream')?.lastId).toBe('s-7');
  send('pod', 's-8', aFleetPod('acme/agent').json);
  await until(() => told('pod').length > 0);
});
