import { X509Certificate } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLocalCertificates } from '../../../src/services/certificates/local-certificates.ts';
import { createRouteCheck } from '../../../src/services/route-check/verify-route.ts';
import { NO_PEBBLE, type Pebble, startPebble } from './pebble.ts';
import { proofOf } from './proof.ts';
import { AGENT_PORT, TraefikWorld, whyNoTraefik } from './traefik-world.ts';

const missing = (await whyNoTraefik()) ?? NO_PEBBLE;

/** How a resolver of Traefik's proves that the host is ours, by the resolver's name. */
const CHALLENGES = {
  http: ['httpChallenge.entryPoint=web'],
  alpn: ['tlsChallenge=true'],
  dns: [
    'dnsChallenge.provider=httpreq',
    'dnsChallenge.resolvers=dns.test:8053',
    'dnsChallenge.propagation.disableChecks=true',
  ],
};

describe.skipIf(missing)(`certificates by ACME, from Pebble ${missing ?? ''}`, () => {
  let world: TraefikWorld;
  let pebble: Pebble;
  let stateDir: string;
  let address: string;
  const volume = (): string => `${world.run}-acme-json`;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'agentpod-acme-state-'));
    const certificates = createLocalCertificates({ stateDir, now: () => new Date() });
    const { certificate, key } = await certificates.issue(['pebble.test']);
    const authority = (await certificates.authority()) ?? '';
    world = await TraefikWorld.create();
    pebble = await startPebble(world, { certificate, key: key.reveal(), authority });
    await execa('docker', ['volume', 'create', volume()]);
    await world.startTraefik({
      args: Object.entries(CHALLENGES).flatMap(([name, options]) => resolver(name, options)),
      flags: [
        ...['--volume', `${volume()}:/acme`],
        ...['--env', 'LEGO_CA_CERTIFICATES=/tls/pebble-ca.crt'],
        ...['--env', 'HTTPREQ_ENDPOINT=http://webhook.test:8080'],
      ],
    });
    address = await world.addressOf('traefik');
    await pebble.point(address);
    await world.addAgent('good');
  });
  afterAll(async () => {
    if (world === undefined) return;
    await world.remove();
    await execa('docker', ['volume', 'rm', '--force', volume()]);
    await rm(stateDir, { recursive: true, force: true });
  });

  function resolver(name: string, options: readonly string[]): string[] {
    const acme = [
      'caServer=https://pebble.test:14000/dir',
      'email=somebody@example.com',
      // Its default, RSA with 4096 bits, takes seconds to make.
      'keyType=EC256',
      `storage=/acme/${name}.json`,
      ...options,
    ];
    return acme.map((option) => `--certificatesResolvers.${name}.acme.${option}`);
  }

  async function verify(host: string) {
    const dns = new Resolver();
    dns.setServers([`127.0.0.1:${pebble.dnsPort}`]);
    // The host's port is another than the container's, so the address is only compared.
    const check = createRouteCheck({ publicAddresses: [address], resolver: dns });
    return check.verifyRoute({
      host,
      proxy: { address: '127.0.0.1', httpsPort: world.httpsPort, httpPort: world.httpPort },
      dns: 'check',
      authority: await pebble.root(),
      readyPath: '/startupz',
      webSocketPath: '/',
      facts: { labels: world.labels('good'), network: world.network, port: AGENT_PORT },
      prove: proofOf('good'),
    });
  }

  it.each(Object.keys(CHALLENGES))(
    'by the %s challenge, pending until it is there',
    async (name) => {
      const host = `${name}.acme.example.com`;
      await world.addRoute(host, { service: 'good', certResolver: name });

      const seen = new Set<string>();
      await vi.waitFor(
        async () => {
          const verdict = await verify(host);
          seen.add(verdict.ready ? 'ready' : verdict.reason);
          expect(verdict, await world.logs()).toEqual({ ready: true });
        },
        { timeout: 50_000, interval: 50 },
      );

      // Before Traefik has taken in the file it knows no such host.
      seen.delete('RouteNotFound');
      expect([...seen]).toEqual(['CertificatePending', 'ready']);
    },
  );

  it('keeps keys where only Traefik can read them', async () => {
    const files = Object.keys(CHALLENGES).map((name) => `/acme/${name}.json`);
    const image = 'ghcr.io/openclaw/openclaw:2026.9.6';
    const { stdout } = await execa('docker', [
      ...['run', '--rm', '--network', 'none', '--user', '0:0', '--volume', `${volume()}:/acme:ro`],
      ...['--entrypoint', 'stat', image, '--format', '%a %u', ...files],
    ]);
    expect(stdout.split('\n')).toEqual(files.map(() => '600 0'));
  });

  it('is from the authority that was asked', async () => {
    expect(new X509Certificate(await pebble.root()).subject).toContain('Pebble Root CA');
  });

  it('DnsElsewhere and no certificate while the name leads to another server', async () => {
    const host = 'lost.acme.example.com';
    await pebble.point('127.0.0.2');
    await world.addRoute(host, { service: 'good', certResolver: 'http' });
    await vi.waitFor(
      async () => expect(await verify(host)).toMatchObject({ reason: 'DnsElsewhere' }),
      { timeout: 20_000, interval: 100 },
    );
  });
});
