import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { whyNoProxy } from '../proxy/proxy-images.ts';
import { AcmeWorld } from './acme-world.ts';
import { NO_PEBBLE } from './pebble.ts';

const missing = (await whyNoEngine()) ?? (await whyNoProxy()) ?? NO_PEBBLE;
const SECRET = 'the-dns-providers-own-password';
const LIMIT = { timeout: 120_000 };

describe.skipIf(missing)(`certificates by ACME for pods, from Pebble ${missing ?? ''}`, () => {
  let world: AcmeWorld;

  beforeAll(async () => {
    world = await AcmeWorld.create();
  }, 120_000);
  afterAll(() => world?.remove(), 60_000);

  async function apply(hosts: readonly string[]): Promise<void> {
    await world.fleet.write('acme.yaml', aTenant('acme'), aStub('acme/a', { hosts }));
    const ran = await world.fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
  }

  async function inspect(container: string): Promise<string> {
    return (await execa('docker', ['inspect', container])).stdout;
  }

  async function ids(): Promise<Record<string, string>> {
    const names = [world.traefik, world.traefik.replace('traefik', 'socket-filter')];
    const { Id } = await world.fleet.engine.container('acme/a');
    const [traefik = '', filter = ''] = await Promise.all(
      names.map(async (name) => JSON.parse(await inspect(name))[0].Id),
    );
    return { traefik, filter, pod: Id };
  }

  it('is pending while the authority takes its time, and then verified', LIMIT, async () => {
    await execa('docker', ['pause', world.container('pebble')]);
    await apply(['a.acme.example.com']);
    expect(await world.route('acme/a')).toMatchObject({
      status: 'False',
      reason: 'CertificatePending',
    });

    await execa('docker', ['unpause', world.container('pebble')]);
    // Traefik may have given up by now, and asks again at its start.
    await execa('docker', ['restart', world.traefik]);
    await apply(['a.acme.example.com']);
    expect(await world.route('acme/a'), await world.logs(world.traefik)).toMatchObject({
      status: 'True',
      reason: 'Verified',
    });
    expect(await world.fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
  });

  it('asks for nothing but the hosts of pods', async () => {
    const asked = await world.logs(world.traefik);
    const names = new Set([...asked.matchAll(/"domains":"([^"]+)"/g)].map(([, name]) => name));
    expect([...names]).toEqual(['a.acme.example.com']);
  });

  it('keeps its keys for Traefik alone, and over its replacement', LIMIT, async () => {
    const volume = world.traefik.replace('traefik', 'certificates');
    const { stdout } = await execa('docker', [
      ...['run', '--rm', '--network', 'none', '--user', '0:0', '--volume', `${volume}:/v:ro`],
      ...['--entrypoint', 'sh', 'ghcr.io/openclaw/openclaw:2026.9.6', '-c'],
      'stat -c "%a %u" /v /v/acme-*.json',
    ]);
    expect(stdout.split('\n')).toEqual(['700 65532', '600 65532']);

    const before = await world.shown('a.acme.example.com');
    const asked = (await world.logs(world.container('pebble'))).match(/Issued certificate/g);
    await execa('docker', ['rm', '--force', world.traefik]);
    await apply(['a.acme.example.com']);
    expect((await world.shown('a.acme.example.com')).fingerprint).toBe(before.fingerprint);
    expect(await world.route('acme/a')).toMatchObject({ reason: 'Verified' });
    const again = (await world.logs(world.container('pebble'))).match(/Issued certificate/g);
    expect(again).toEqual(asked);
  });

  it('comes once DNS is repaired, and one bad name spoils no other', LIMIT, async () => {
    const lost = 'lost.acme.example.com';
    await world.lead(lost, '127.0.0.2');
    await apply(['b.acme.example.com', lost]);
    expect(await world.route('acme/a')).toMatchObject({ reason: 'DnsElsewhere' });
    await expect
      .poll(async () => (await world.shown('b.acme.example.com')).subjectAltName, {
        timeout: 20_000,
      })
      .toBe('DNS:b.acme.example.com');

    await world.leadHere(lost);
    await apply(['b.acme.example.com', lost]);
    expect(await world.route('acme/a'), await world.logs(world.traefik)).toMatchObject({
      reason: 'Verified',
    });
  });

  it('by the TLS challenge', LIMIT, async () => {
    world.fleet.env['AGENTPOD_ACME_CHALLENGE'] = 'tls';
    await apply(['alpn.acme.example.com']);
    expect(await world.route('acme/a')).toMatchObject({ reason: 'Verified' });
  });

  it('by DNS, with a password that shows nowhere', LIMIT, async () => {
    Object.assign(world.fleet.env, {
      AGENTPOD_ACME_CHALLENGE: 'dns:httpreq',
      AGENTPOD_ACME_DNS_VARIABLES: 'HTTPREQ_ENDPOINT,HTTPREQ_USERNAME,HTTPREQ_PASSWORD',
      AGENTPOD_ACME_DNS_RESOLVERS: 'dns.test:8053',
      HTTPREQ_ENDPOINT: 'http://webhook.test:8080',
      HTTPREQ_USERNAME: 'agentpod',
      HTTPREQ_PASSWORD: SECRET,
    });
    await world.fleet.write(
      'acme.yaml',
      aTenant('acme'),
      aStub('acme/a', { hosts: ['dns.acme.example.com'] }),
    );
    const plan = await world.fleet.run(['diff', '-f', '.', '-o', 'json']);
    const applied = await world.fleet.apply();
    expect(applied, applied.stderr).toMatchObject({ exitCode: 0 });
    expect(await world.route('acme/a'), await world.logs(world.traefik)).toMatchObject({
      reason: 'Verified',
    });
    const told = [
      JSON.stringify([plan, applied]),
      await inspect(world.traefik),
      await world.logs(world.traefik),
      await world.fleet.databaseDump(),
    ];
    for (const text of told) expect(text).not.toContain(SECRET);

    const before = await ids();
    world.fleet.env['HTTPREQ_PASSWORD'] = `${SECRET}-2`;
    const { changes } = await world.fleet.diff();
    expect(changes).toMatchObject([{ subject: 'proxy/traefik', path: 'container.specHash' }]);
    await apply(['dns.acme.example.com']);
    expect(await ids()).toEqual({
      ...before,
      traefik: expect.not.stringMatching(before['traefik'] ?? ''),
    });
    expect(await world.route('acme/a')).toMatchObject({ reason: 'Verified' });
  });

  it('from another authority at once, as after staging', LIMIT, async () => {
    const host = 'dns.acme.example.com';
    const before = await world.shown(host);
    world.fleet.env['AGENTPOD_ACME_SERVER'] = await world.addAuthority();
    await apply([host]);
    expect(await world.route('acme/a'), await world.logs(world.traefik)).toMatchObject({
      reason: 'Verified',
    });
    expect((await world.shown(host)).issuer).not.toBe(before.issuer);
  });
});
