import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LABELS } from '../../../test/route-looks.ts';
import type { RouteRequest } from '../../ports/route-check.ts';
import { createLocalCertificates } from '../certificates/local-certificates.ts';
import { createRouteCheck } from './verify-route.ts';

const HOST = 'agent.acme.test';
const READY: RequestListener = (_request, answer) => void answer.end('{"ok":true}');

describe('verifying a route', () => {
  let stateDir: string;
  let tls: { readonly cert: string; readonly key: string };
  let authority: string;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'agentpod-route-check-'));
    const certificates = createLocalCertificates({ stateDir, now: () => new Date() });
    const issued = await certificates.issue([HOST]);
    tls = { cert: issued.certificate, key: issued.key.reveal() };
    authority = (await certificates.authority()) ?? '';
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });
  afterAll(() => rm(stateDir, { recursive: true }));

  async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
    servers.push(server);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await once(server.listen(0, address), 'listening');
    return (server.address() as AddressInfo).port;
  }

  function request(httpsPort: number, changes: Partial<RouteRequest> = {}): RouteRequest {
    return {
      host: HOST,
      proxy: { address: '127.0.0.1', httpsPort },
      dns: 'skip',
      authority,
      readyPath: '/startupz',
      facts: { labels: LABELS, network: 'agentpod_acme', port: 18_789 },
      prove: async () => 'same',
      ...changes,
    };
  }

  const patient = createRouteCheck({ publicAddresses: [] });
  /** Where something is never to come. */
  const quick = createRouteCheck({ publicAddresses: [], secondsEach: 0.3, secondsTotal: 1.5 });

  it('asks as a visitor does: the host as server name and in Host, the ready path', async () => {
    const seen: string[] = [];
    const server = createHttpsServer(tls, ({ method, url, headers }, answer) => {
      seen.push(`${method} ${headers.host} ${url}`);
      answer.end('{}');
    });
    const port = await listen(server);
    expect(await patient.verifyRoute(request(port))).toEqual({ ready: true });
    expect(seen).toEqual([`GET ${HOST}:${port} /startupz`]);
  });

  it('hands the road on to the proof', async () => {
    const port = await listen(createHttpsServer(tls, READY));
    const roads: unknown[] = [];
    const prove = async (road: unknown): Promise<'same'> => {
      roads.push(road);
      return 'same';
    };
    await patient.verifyRoute(request(port, { prove }));
    expect(roads).toEqual([
      { kind: 'proxy', address: '127.0.0.1', port, host: HOST, ca: authority },
    ]);
  });

  it('works over IPv6', async () => {
    const port = await listen(createHttpsServer(tls, READY), '::1');
    const proxy = { address: '::1', httpsPort: port };
    expect(await patient.verifyRoute(request(port, { proxy }))).toEqual({ ready: true });
    const gone = { address: '::1', httpsPort: 1 };
    expect(await patient.verifyRoute(request(port, { proxy: gone }))).toMatchObject({
      reason: 'ProxyUnreachable',
      message: expect.stringContaining('[::1]:1'),
    });
  });

  it.each<[string, () => Server, string, string]>([
    ['speaks no TLS', () => createHttpServer(READY), 'ProxyUnreachable', 'does not speak TLS'],
    ['says nothing', () => createServer(() => undefined), 'ProxyUnreachable', 'within 0.3 s'],
    ['hangs up', () => createServer((socket) => socket.end()), 'ProxyUnreachable', 'TLS'],
    [
      'never answers a request',
      () => createHttpsServer(tls, () => undefined),
      'GatewayUnreachable',
      'within 0.3 s',
    ],
    [
      'never ends an answer',
      () => createHttpsServer(tls, (_request, answer) => void answer.write('{')),
      'GatewayUnreachable',
      'within 0.3 s',
    ],
  ])('ends in time with a server that %s', async (_name, make, reason, words) => {
    const verdict = await quick.verifyRoute(request(await listen(make())));
    expect(verdict).toMatchObject({ reason, message: expect.stringContaining(words) });
  });

  it('reads no more than the beginning of an endless answer', async () => {
    const server = createHttpsServer(tls, (_request, answer) => {
      const more = (): unknown => answer.destroyed || answer.write('x'.repeat(9000), more);
      more();
    });
    expect(await patient.verifyRoute(request(await listen(server)))).toEqual({ ready: true });
  });

  it.each<[string, RouteRequest['prove'], string]>([
    ['fails', async () => ({ failed: 'PAIRING_REQUIRED' }), 'PAIRING_REQUIRED'],
    ['throws', () => Promise.reject(new Error('broken')), 'broken'],
    ['never ends', () => new Promise(() => undefined), 'no answer in time'],
  ])('ends with a proof that %s', async (_name, prove, words) => {
    const port = await listen(createHttpsServer(tls, READY));
    expect(await quick.verifyRoute(request(port, prove ? { prove } : {}))).toMatchObject({
      reason: 'ProofFailed',
      message: expect.stringContaining(words),
    });
  });

  it('proves nothing over a connection that it does not trust', async () => {
    const port = await listen(createHttpsServer(tls, READY));
    const prove = (): never => {
      throw new Error('it was asked');
    };
    const { authority: _authority, ...untrusting } = request(port, { prove });
    expect(await patient.verifyRoute(untrusting)).toMatchObject({ reason: 'CertificateInvalid' });
  });

  it('rejects when the caller has had enough', async () => {
    const port = await listen(createServer(() => undefined));
    const enough = new AbortController();
    const verdict = patient.verifyRoute(request(port), enough.signal);
    enough.abort(new Error('enough'));
    await expect(verdict).rejects.toThrow('enough');
  });

  it('follows no redirection of plain HTTP', async () => {
    const port = await listen(createHttpsServer(tls, READY));
    const location = `https://${HOST}/`;
    const httpPort = await listen(
      createHttpServer((_request, answer) => void answer.writeHead(308, { location }).end()),
    );
    const proxy = { address: '127.0.0.1', httpsPort: port, httpPort };
    expect(await patient.verifyRoute(request(port, { proxy }))).toEqual({ ready: true });
  });
});
