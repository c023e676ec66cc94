import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RouteReason, RouteVerdict } from '../../../src/core/proxy/route-verdict.ts';
import type { RouteRequest } from '../../../src/ports/route-check.ts';
import { createLocalCertificates } from '../../../src/services/certificates/local-certificates.ts';
import { createRouteCheck } from '../../../src/services/route-check/verify-route.ts';
import { datedCertificate } from './dated-certificate.ts';
import { proofOf } from './proof.ts';
import { AGENT_PORT, TraefikWorld, whyNoTraefik } from './traefik-world.ts';

const missing = await whyNoTraefik();

const GOOD = 'good.acme.test';
/** Those that the good certificate is for. */
const HOSTS = [
  ...[GOOD, 'missing.acme.test', 'unlabelled.acme.test', 'far.acme.test', 'port.acme.test'],
  ...['dead.acme.test', 'starting.acme.test', 'distrust.acme.test', 'private.acme.test'],
  ...['no-upgrade.acme.test', 'nameless.acme.test', 'stolen.acme.test', 'sso.acme.test'],
];

describe.skipIf(missing)(`routes through a real Traefik ${missing ?? ''}`, () => {
  let world: TraefikWorld;
  let stateDir: string;
  let authority: string;
  const check = createRouteCheck({ publicAddresses: [], secondsEach: 3 });

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'agentpod-routes-state-'));
    const certificates = createLocalCertificates({ stateDir, now: () => new Date() });
    const issued = await certificates.issue(HOSTS);
    authority = (await certificates.authority()) ?? '';
    world = await TraefikWorld.start();
    await world.addCertificate('local', issued.certificate, issued.key.reveal());
    await world.addAgent('good');
    await world.addRoute(GOOD, { service: 'good' });
    await becomes(await request(GOOD, 'good'), 'ready');
  });
  afterAll(async () => {
    await world?.remove();
    await rm(stateDir, { recursive: true, force: true });
  });

  function request(host: string, id: string, changes: Partial<RouteRequest> = {}): RouteRequest {
    return {
      host,
      proxy: { address: '127.0.0.1', httpsPort: world.httpsPort, httpPort: world.httpPort },
      dns: 'skip',
      authority,
      readyPath: '/startupz',
      webSocketPath: '/',
      facts: {
        labels: world.labels(id),
        network: world.network,
        port: AGENT_PORT,
        proxyNetworks: [world.network],
      },
      prove: proofOf(id),
      ...changes,
    };
  }

  /** What the verdict comes to once Traefik has taken in what was changed. */
  async function becomes(
    asked: RouteRequest,
    wanted: RouteReason | 'ready',
    says = /./,
  ): Promise<RouteVerdict> {
    return vi.waitFor(
      async () => {
        const verdict = await check.verifyRoute(asked);
        expect(verdict.ready ? 'ready' : verdict.reason, JSON.stringify(verdict)).toBe(wanted);
        if (!verdict.ready) expect(verdict.message).toMatch(says);
        return verdict;
      },
      { timeout: 30_000, interval: 100 },
    );
  }

  it('ProxyUnreachable: nothing listens there', async () => {
    const proxy = { address: '127.0.0.1', httpsPort: 1 };
    const verdict = await becomes(request(GOOD, 'good', { proxy }), 'ProxyUnreachable');
    expect(verdict).toMatchObject({ message: expect.stringContaining('connection refused') });
  });

  it('RouteNotFound: no file has the host', async () => {
    await becomes(request('missing.acme.test', 'good'), 'RouteNotFound');
  });

  it('LabelMissing: Traefik is not to see the container', async () => {
    const host = 'unlabelled.acme.test';
    const { 'traefik.enable': _enable, ...labels } = world.labels('unlabelled');
    await world.addAgent('unlabelled', { labels });
    await world.addRoute(host, { service: 'unlabelled' });
    const { facts } = request(host, 'unlabelled');
    await becomes(request(host, 'unlabelled', { facts: { ...facts, labels } }), 'LabelMissing');
  });

  it('WrongNetwork: Traefik is not in the network of the container', async () => {
    const host = 'far.acme.test';
    const network = `${world.run}-far`;
    await world.addNetwork(network);
    const labels = world.labels('far', AGENT_PORT, network);
    await world.addAgent('far', { network, labels });
    await world.addRoute(host, { service: 'far' });
    const facts = { labels, network, port: AGENT_PORT, proxyNetworks: [world.network] };
    // Until Traefik has taken in the file it answers 404.
    const seen = /got no answer|answers 50[24]/;
    await becomes(request(host, 'far', { facts }), 'WrongNetwork', seen);
    const { proxyNetworks: _unknown, ...unseen } = facts;
    await becomes(request(host, 'far', { facts: unseen }), 'GatewayUnreachable');
  });

  it('PortWrong: the label names a port that the agent does not have', async () => {
    const host = 'port.acme.test';
    const labels = world.labels('port', 81);
    await world.addAgent('port', { labels });
    await world.addRoute(host, { service: 'port' });
    const { facts } = request(host, 'port');
    await becomes(request(host, 'port', { facts: { ...facts, labels } }), 'PortWrong');
  });

  it('GatewayUnreachable: all is right, and nobody listens', async () => {
    await world.addAgent('dead', { port: AGENT_PORT + 1 });
    await world.addRoute('dead.acme.test', { service: 'dead' });
    await becomes(request('dead.acme.test', 'dead'), 'GatewayUnreachable');
  });

  it.each([
    ['GatewayNotReady', 'starting'],
    ['ProxyNotTrusted', 'distrust'],
    ['UpgradeRefused', 'no-upgrade'],
    ['ProofFailed', 'nameless'],
  ] as const)('%s: the agent is %s', async (reason, mode) => {
    await world.addAgent(mode, { mode });
    await world.addRoute(`${mode}.acme.test`, { service: mode });
    await becomes(request(`${mode}.acme.test`, mode), reason);
  });

  it('AccessDenied: a password is wanted', async () => {
    const users = 'me:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/';
    await world.addRoute('private.acme.test', {
      service: 'good',
      router: 'middlewares: [private]',
      middlewares: `private: { basicAuth: { users: ["${users}"] } }`,
    });
    await becomes(request('private.acme.test', 'good'), 'AccessDenied');
  });

  it('OtherPod: the host leads to another one', async () => {
    await world.addRoute('stolen.acme.test', { service: 'good' });
    await becomes(request('stolen.acme.test', 'mine'), 'OtherPod');
  });

  it('RedirectMissing: plain HTTP is answered, or not reached', async () => {
    const proxy = { address: '127.0.0.1', httpsPort: world.httpsPort, httpPort: world.barePort };
    await becomes(request(GOOD, 'good', { proxy }), 'RedirectMissing');
    await becomes(request(GOOD, 'good', { proxy: { ...proxy, httpPort: 1 } }), 'RedirectMissing');
  });

  it('CertificatePending: Traefik has none for the host', async () => {
    await world.addRoute('pending.acme.test', { service: 'good' });
    await becomes(request('pending.acme.test', 'good'), 'CertificatePending');
  });

  it('CertificateInvalid: the authority is not trusted', async () => {
    const { authority: _authority, ...untrusting } = request(GOOD, 'good');
    await becomes(untrusting, 'CertificateInvalid', /nobody trusts \(AgentPod/);
  });

  it.each([
    ['expired.acme.test', { from: -9, to: -1 }, 'expired at'],
    ['future.acme.test', { from: 1, to: 9 }, 'is not valid yet'],
  ])('CertificateInvalid: %s', async (host, days, words) => {
    const { certificate, key } = await datedCertificate(stateDir, host, days);
    await world.addCertificate(host, certificate, key);
    await world.addRoute(host, { service: 'good' });
    await becomes(request(host, 'good'), 'CertificateInvalid', new RegExp(words));
  });

  it('CertificateInvalid: somebody made one for other names the default', async () => {
    const host = 'others.acme.test';
    const { certificate, key } = await datedCertificate(stateDir, GOOD, { from: -1, to: 9 });
    const other = await TraefikWorld.start();
    try {
      await other.addCertificate('default', certificate, key, 'default');
      await other.addAgent('bad');
      await other.addRoute(host, { service: 'bad' });
      const proxy = { address: '127.0.0.1', httpsPort: other.httpsPort };
      await becomes(request(host, 'bad', { proxy }), 'CertificateInvalid', /is for other names/);
    } finally {
      await other.remove();
    }
  });
});
