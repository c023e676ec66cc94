import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aDevice } from '../../../test/fakes/device.ts';
import {
  type Behaviour,
  type FakeServer,
  startGateway,
} from '../../../test/fakes/gateway-server.ts';
import type { GatewayRoad } from '../../ports/agent-gateway.ts';
import { createLocalCertificates } from '../certificates/local-certificates.ts';
import { createAgentGateway } from './agent-gateway.ts';

const gateway = createAgentGateway({ exec: () => Promise.reject(new Error('not here')) });
const HOST = 'agent.acme.test';
const DAY_MS = 24 * 3600 * 1000;

let folder: string;
let server: FakeServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-road-'));
});
afterEach(() => server?.close());
afterAll(() => rm(folder, { recursive: true }));

async function certificates(hosts: readonly string[], now = new Date()) {
  const authority = createLocalCertificates({ stateDir: folder, now: () => now });
  const { certificate, key } = await authority.issue(hosts);
  return { tls: { cert: certificate, key: key.reveal() }, ca: await authority.authority() };
}

async function proxied(
  behaviour: Behaviour,
  change: { readonly ca?: string | undefined; readonly host?: string; readonly path?: string },
): Promise<GatewayRoad> {
  server = await startGateway(behaviour);
  const { ca, ...rest } = change;
  const road = { kind: 'proxy', address: '127.0.0.1', port: server.port, host: HOST } as const;
  return { ...road, ...rest, ...(ca === undefined ? {} : { ca }) };
}

const failure = (road: GatewayRoad) =>
  gateway.challenge(road, { timeoutMs: 10_000 }).then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe('the road through a proxy', () => {
  test('is the one of a browser: the public host in name and header, whatever the address', async () => {
    const { tls, ca } = await certificates([HOST]);
    const road = await proxied({ tls }, { ca, path: '/prefix/' });
    expect(await gateway.greet(road, aDevice())).toMatchObject({ bootId: 'boot-1' });
    expect(server?.upgrades).toEqual([`${HOST}:${server?.port}/prefix/`]);
  });

  test('ends at a certificate that nobody vouches for, and names who made it', async () => {
    const { tls } = await certificates([HOST]);
    const error = await failure(await proxied({ tls }, {}));
    expect(error).toMatchObject({
      reason: 'CertificateUntrusted',
      detail: {
        problem: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
        issuer: expect.stringContaining('AgentPod'),
      },
    });
    expect(server?.upgrades).toEqual([]);
  });

  test('ends at a certificate for another host', async () => {
    const { tls, ca } = await certificates(['other.test']);
    expect(await failure(await proxied({ tls }, { ca }))).toMatchObject({
      detail: { reason: 'CertificateUntrusted', problem: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    expect(server?.upgrades).toEqual([]);
  });

  test('ends at a certificate that has expired', async () => {
    await certificates([HOST]);
    const { tls, ca } = await certificates([HOST], new Date(Date.now() - 200 * DAY_MS));
    expect(await failure(await proxied({ tls }, { ca }))).toMatchObject({
      detail: { reason: 'CertificateUntrusted', problem: 'CERT_HAS_EXPIRED' },
    });
  });

  test.each([
    [404, '404 page not found\n', '404 page not found'],
    [502, 'Bad Gateway', 'Bad Gateway'],
    [403, '{"error":{"code":"proxy_attribution_required"}}', 'proxy_attribution_required'],
    [200, `<html>\u001b[2J${'x'.repeat(5000)}</html>`, 'xxx'],
    [503, '', ''],
  ])('tells what the proxy said instead: %i', async (status, body, words) => {
    const { tls, ca } = await certificates([HOST]);
    const error = await failure(await proxied({ tls, upgrade: { status, body } }, { ca }));
    expect(error).toMatchObject({
      reason: 'UpgradeRefused',
      detail: { status, body: expect.stringContaining(words) },
    });
    const { message } = error as Error;
    expect(message.length).toBeLessThan(400);
    expect(message).not.toContain('\u001b');
  });

  test('is no road where nobody speaks TLS', async () => {
    expect(await failure(await proxied({}, {}))).toMatchObject({
      reason: 'ProtocolBroken',
      message: expect.stringContaining('it does not speak TLS'),
    });
  });
});

test('what answers in no HTTP at all is no gateway', async () => {
  const stranger = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo;
  const error = await failure({ kind: 'direct', hostPort: port });
  stranger.close();
  expect(error).toMatchObject({ reason: 'ProtocolBroken' });
});
