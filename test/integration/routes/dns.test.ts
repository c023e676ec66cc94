import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RouteRequest } from '../../../src/ports/route-check.ts';
import { createLocalCertificates } from '../../../src/services/certificates/local-certificates.ts';
import type { AddressResolver } from '../../../src/services/route-check/resolve.ts';
import { createRouteCheck } from '../../../src/services/route-check/verify-route.ts';
import { datedCertificate } from './dated-certificate.ts';
import { proofOf } from './proof.ts';
import { AGENT_PORT, TraefikWorld, whyNoTraefik } from './traefik-world.ts';

const missing = await whyNoTraefik();

const HOST = 'good.acme.test';
/** Of the loopback network, and taken by nobody: where these tests let names lead. */
const ELSEWHERE = '127.0.0.2';

function resolving(addresses: readonly string[], six: readonly string[] = []): AddressResolver {
  const answer = async (found: readonly string[]): Promise<readonly string[]> => {
    if (found.length > 0) return found;
    throw Object.assign(new Error('no data'), { code: 'ENODATA' });
  };
  return { resolve4: () => answer(addresses), resolve6: () => answer(six) };
}

function failing(code: string): AddressResolver {
  const fail = async (): Promise<never> => {
    throw Object.assign(new Error(code), { code });
  };
  return { resolve4: fail, resolve6: fail };
}

describe.skipIf(missing)(`where a host's name leads ${missing ?? ''}`, () => {
  let world: TraefikWorld;
  let stateDir: string;
  let authority: string;
  let shown: { readonly cert: string; readonly key: string };
  const servers: Server[] = [];
  const proved: string[] = [];

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'agentpod-routes-state-'));
    const certificates = createLocalCertificates({ stateDir, now: () => new Date() });
    const issued = await certificates.issue([HOST]);
    shown = { cert: issued.certificate, key: issued.key.reveal() };
    authority = (await certificates.authority()) ?? '';
    world = await TraefikWorld.start();
    await world.addCertificate('local', shown.cert, shown.key);
    await world.addAgent('good');
    await world.addRoute(HOST, { service: 'good' });
    await vi.waitFor(
      async () => expect(await verify(resolving(['127.0.0.1']))).toEqual({ ready: true }),
      { timeout: 30_000, interval: 100 },
    );
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    proved.length = 0;
  });
  afterAll(async () => {
    await world?.remove();
    await rm(stateDir, { recursive: true, force: true });
  });

  function verify(resolver: AddressResolver, host = HOST, publicAddresses: string[] = []) {
    const ownAddresses = (): string[] => ['127.0.0.1', '::1'];
    const prove: RouteRequest['prove'] = (road, signal) => {
      proved.push(road.address);
      return proofOf('good')(road, signal);
    };
    const check = createRouteCheck({ publicAddresses, resolver, ownAddresses, secondsEach: 4 });
    return check.verifyRoute({
      host,
      proxy: { address: '127.0.0.1', httpsPort: world.httpsPort },
      dns: 'check',
      authority,
      readyPath: '/startupz',
      webSocketPath: '/',
      facts: { labels: world.labels('good'), network: world.network, port: AGENT_PORT },
      prove,
    });
  }

  async function listenElsewhere(server: Server): Promise<void> {
    servers.push(server);
    await once(server.listen(world.httpsPort, ELSEWHERE), 'listening');
  }

  it.each([
    ['DnsNotFound', 'has no address in DNS', resolving([])],
    ['DnsNotFound', 'has no address in DNS', failing('ENOTFOUND')],
    ['DnsFailed', 'SERVFAIL', failing('ESERVFAIL')],
    ['DnsFailed', 'no resolver answers', failing('ECONNREFUSED')],
    ['DnsFailed', 'no answer in time', failing('ETIMEOUT')],
  ])('%s: %s', async (reason, words, resolver) => {
    expect(await verify(resolver)).toMatchObject({
      ready: false,
      reason,
      message: expect.stringContaining(words),
    });
  });

  it('is fine at an address of this machine, however it is written', async () => {
    expect(await verify(resolving(['127.0.0.1'], ['0:0:0:0:0:0:0:1']))).toEqual({ ready: true });
    expect(proved).toEqual(['127.0.0.1']);
  });

  it('is fine at an address that the settings name', async () => {
    expect(await verify(resolving(['203.0.113.5']), HOST, ['203.0.113.5'])).toEqual({
      ready: true,
    });
  });

  it('is fine where the road leads back here', async () => {
    await listenElsewhere(
      createServer((socket) => {
        const onward = connect(world.httpsPort, '127.0.0.1');
        socket.on('error', () => onward.destroy());
        onward.on('error', () => socket.destroy());
        socket.pipe(onward).pipe(socket);
      }),
    );
    expect(await verify(resolving([ELSEWHERE]))).toEqual({ ready: true });
    expect(proved).toEqual(['127.0.0.1', ELSEWHERE]);
  });

  it('DnsElsewhere: nobody is there, as with a router that leads nothing back', async () => {
    expect(await verify(resolving([ELSEWHERE]))).toMatchObject({
      reason: 'DnsElsewhere',
      message: expect.stringMatching(/cannot be reached .*connection refused.*PUBLIC_ADDRESS/),
    });
  });

  it('DnsElsewhere: nobody answers there', async () => {
    await listenElsewhere(createServer(() => undefined));
    expect(await verify(resolving([ELSEWHERE]))).toMatchObject({
      reason: 'DnsElsewhere',
      message: expect.stringContaining('no answer within 4 s'),
    });
  });

  it('DnsElsewhere: one of two addresses', async () => {
    expect(await verify(resolving(['127.0.0.1', ELSEWHERE]))).toMatchObject({
      reason: 'DnsElsewhere',
    });
  });

  it('DnsElsewhere: another server, which gets no proof to see', async () => {
    const { certificate, key } = await datedCertificate(stateDir, HOST, { from: -1, to: 9 });
    await listenElsewhere(createTlsServer({ cert: certificate, key }, answerReady));
    expect(await verify(resolving([ELSEWHERE]))).toMatchObject({
      reason: 'DnsElsewhere',
      message: expect.stringContaining('another server answers (dated)'),
    });
    expect(proved).toEqual(['127.0.0.1']);
  });

  it('DnsElsewhere: an old server with a copy of the certificate, and another pod', async () => {
    await listenElsewhere(createTlsServer(shown, answerReady));
    expect(await verify(resolving([ELSEWHERE]))).toMatchObject({
      reason: 'DnsElsewhere',
      message: expect.stringContaining('another pod answers under the same certificate'),
    });
  });

  it('is named before a certificate that cannot come without it', async () => {
    const host = 'pending.acme.test';
    await world.addRoute(host, { service: 'good' });
    await vi.waitFor(
      async () =>
        expect(await verify(resolving(['127.0.0.1']), host)).toMatchObject({
          reason: 'CertificatePending',
        }),
      { timeout: 30_000, interval: 100 },
    );
    expect(await verify(resolving([]), host)).toMatchObject({ reason: 'DnsNotFound' });
    expect(await verify(resolving([ELSEWHERE]), host)).toMatchObject({ reason: 'DnsElsewhere' });
    expect(proved).toEqual([]);
  });
});

/** To any request; upgrades for a WebSocket under another agent's name. */
function answerReady(socket: import('node:tls').TLSSocket): void {
  socket.on('error', () => undefined);
  socket.once('data', (request) => {
    const upgrade = request.toString().toLowerCase().includes('upgrade: websocket');
    socket.end(
      upgrade
        ? 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Agent: old\r\n\r\n'
        : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
    );
  });
}
