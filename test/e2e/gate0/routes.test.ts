import { request } from 'node:http';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STUB_IMAGE } from '../../contract/docker-world.ts';
import { aTenant } from '../../integration/fleet/manifests.ts';
import {
  type Answer,
  type Asking,
  anEcho,
  aRoutedFleet,
  echoOf,
  type RoutedFleet,
  whyNoProxy,
} from '../harness/routed-fleet.ts';

/** What the reverse proxy does on the way to a pod, asked from outside. */
const USERS = 'ann:$2b$05$L3nbncM3m5Fgmgx/DnH1t.YggNton4kNwnfDQwCyBCFz7qgRDHkf6';
const PODS = {
  open: {},
  users: { route: { basicAuth: { users: { env: 'USERS' } } } },
  guarded: { route: { allowFrom: ['203.0.113.0/24'] } },
  patient: { route: { rateLimit: { requests: 5, per: '1m' } } },
  small: { route: { maxBodySize: '1Ki' } },
  below: { route: { pathPrefixes: ['/desk', '/shop'] } },
  beside: { hosts: ['below.acme.localhost'], route: { pathPrefixes: ['/desktop'] } },
} as const;
const NEW_ROUTE_MS = 2000;

const hostOf = (pod: string) => `${pod}.acme.localhost`;
const missing = await whyNoProxy();
if (missing) process.stderr.write(`\nLEFT OUT: routes are not shown: ${missing}\n`);

describe.skipIf(missing)(`a route${missing ? ` (LEFT OUT: ${missing})` : ''}`, () => {
  let world: RoutedFleet;

  const ask = (pod: keyof typeof PODS, ...rest: [path: string, asking?: Asking]) =>
    world.ask(hostOf(pod), ...rest);
  const write = async (specs: Readonly<Record<string, Parameters<typeof anEcho>[1]>>) =>
    world.fleet.write(
      'acme.yaml',
      aTenant('acme', { domain: '{pod}.{tenant}.localhost' }),
      ...(await Promise.all(
        Object.entries(specs).map(([pod, spec]) => anEcho(`acme/${pod}`, spec)),
      )),
    );
  const ids = async () =>
    Promise.all(
      Object.keys(PODS).map(async (pod) => (await world.fleet.engine.container(`acme/${pod}`)).Id),
    );

  beforeAll(async () => {
    world = await aRoutedFleet();
    world.fleet.env['USERS'] = USERS;
    await write(PODS);
    await world.apply();
  });
  afterAll(() => world?.fleet.remove());

  describe('tells the pod who asks', () => {
    const FORGED = '203.0.113.66';

    test('whatever a client claims to be', async () => {
      const headers = {
        'X-Forwarded-For': FORGED,
        'X-Forwarded-Proto': 'http',
        'X-Forwarded-Host': 'evil.example.com',
        'X-Forwarded-Port': '1',
        'X-Forwarded-Prefix': '/evil',
        'X-Real-Ip': FORGED,
      };
      const seen = echoOf(await ask('open', '/', { headers })).headers;
      expect(seen.get('x-forwarded-for')).toEqual([expect.stringMatching(/^[\d.]+$/)]);
      expect(seen.get('x-forwarded-proto')).toEqual(['https']);
      expect(seen.get('x-forwarded-host')).toEqual([`${hostOf('open')}:${world.httpsPort}`]);
      expect(JSON.stringify([...seen])).not.toMatch(/203\.0\.113\.66|evil/);
    });

    test.each([
      'Forwarded',
      'X_Forwarded_For',
      'X_FORWARDED_HOST',
      'X-Forwarded_For',
      'X_Real_Ip',
      'X-Client-Ip',
      'True-Client-Ip',
      'X-Original-Forwarded-For',
    ])('and not by %s either', async (name) => {
      const seen = echoOf(await ask('open', '/', { headers: { [name]: `for=${FORGED}` } })).headers;
      expect(JSON.stringify([...seen])).not.toContain(FORGED);
    });
  });

  test('leads from http to https, to the same host, path and query', async () => {
    const { status, headers } = await askPlainly(world.httpPort, '/a/b?c=d');
    expect(status).toBeOneOf([301, 308]);
    expect(headers.location).toBe(`https://${hostOf('open')}:${world.httpsPort}/a/b?c=d`);
  });

  test('with users asks for a password, and the pod does not learn it', async () => {
    expect(await ask('users', '/')).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringContaining('Basic') },
    });
    const as = (password: string) => ({
      headers: { Authorization: `Basic ${Buffer.from(`ann:${password}`).toString('base64')}` },
    });
    expect(await ask('users', '/', as('wrong'))).toMatchObject({ status: 401 });
    const answer = await ask('users', '/', as('open-sesame'));
    expect(answer.status).toBe(200);
    expect(echoOf(answer).headers.get('authorization')).toBeUndefined();
  });

  test('with an allow-list refuses others, whatever they claim to be', async () => {
    expect(await ask('guarded', '/')).toMatchObject({ status: 403 });
    const headers = { 'X-Forwarded-For': '203.0.113.5', 'X-Real-Ip': '203.0.113.5' };
    expect(await ask('guarded', '/', { headers })).toMatchObject({ status: 403 });
  });

  test('with a rate limit refuses what is too much', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('patient', '/')));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(5);
  });

  test('with a body limit refuses what is larger', async () => {
    const post = (bytes: number) =>
      ask('small', '/', { method: 'POST', body: Buffer.alloc(bytes) });
    const fits = await post(1024);
    expect(fits.status).toBe(200);
    expect(echoOf(fits).bytes).toBe(1024);
    expect(await post(1025)).toMatchObject({ status: 413 });
  });

  test('below paths has these alone, and the pod does not see them', async () => {
    expect(echoOf(await ask('below', '/desk/a?b=c')).url).toBe('/a?b=c');
    expect(echoOf(await ask('below', '/shop')).url).toBe('/');
    expect(echoOf(await ask('below', '/desktop/a'))).toMatchObject({
      id: 'acme/beside',
      url: '/a',
    });
    for (const path of ['/', '/desk-top', '/other/desk', '/desk/../other', '/desk/%2e%2e/other']) {
      expect(await ask('below', path), path).toMatchObject({ status: 404 });
    }
  });

  test.each(['/api/rawdata', '/api/version', '/dashboard/', '/ping', '/metrics', '/debug/vars'])(
    'does not lead to %s of Traefik, by any host or port',
    async (path) => {
      expect(await world.ask(hostOf('below'), path)).toMatchObject({ status: 404 });
      expect(echoOf(await ask('open', path)).url).toBe(path);
      expect((await askPlainly(world.httpPort, path)).headers.location).toMatch(/^https:/);
    },
  );

  test('leads into a proxy that listens on its two entry points alone', async () => {
    const beside = ['run', '--rm', '--network', `container:${world.proxy}`, STUB_IMAGE];
    const look = ['cat', '/proc/net/tcp', '/proc/net/tcp6'];
    const { stdout } = await execa('docker', [...beside, ...look]);
    // Docker's own resolver listens on the loopback address of every container.
    expect(listening(stdout).filter(({ loopback }) => !loopback)).toEqual([
      { port: 8080, loopback: false },
      { port: 8443, loopback: false },
    ]);
  });

  test('changes under a running pod, at once', async () => {
    const before = await ids();
    const later = 'later.acme.localhost';
    const seen = echoOf(await ask('open', '/')).headers.get('x-forwarded-for') ?? [];
    await write({
      ...PODS,
      guarded: { route: { allowFrom: seen } },
      open: { hosts: [hostOf('open'), later] },
      small: { route: { maxBodySize: '2Ki' } },
    });
    const start = performance.now();
    await world.apply();
    const applied = performance.now();
    expect(echoOf(await world.ask(later, '/')).id).toBe('acme/open');
    const post = () => ask('small', '/', { method: 'POST', body: Buffer.alloc(2000) });
    await expect
      .poll(async () => (await post()).status, { timeout: NEW_ROUTE_MS, interval: 50 })
      .toBe(200);
    expect(await ask('guarded', '/')).toMatchObject({ status: 200 });
    const live = performance.now();
    process.stderr.write(
      `\nroutes: apply ${(applied - start).toFixed(0)} ms, live ${(live - applied).toFixed(0)} ms later\n`,
    );
    expect(await ids()).toEqual(before);
  });

  test('is not given to a second tenant, and the first one keeps it', async () => {
    const other = await anEcho('globex/thief', { hosts: [hostOf('open')] });
    await world.fleet.write('globex.yaml', aTenant('globex'), other);
    const ran = await world.fleet.apply();
    expect(ran.exitCode).not.toBe(0);
    expect(ran.stderr).toContain('HostTaken');
    expect(echoOf(await ask('open', '/')).id).toBe('acme/open');
    await world.fleet.erase('globex.yaml');
  });

  /** Without TLS, to the host of a pod. */
  function askPlainly(port: number, path: string): Promise<Omit<Answer, 'body'>> {
    const headers = { Host: `${hostOf('open')}:${port}` };
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
      })
        .on('error', reject)
        .end();
    });
  }
});

/** From `/proc/net/tcp` and its sister: what is in the state LISTEN, by port. */
function listening(table: string): { readonly port: number; readonly loopback: boolean }[] {
  const rows = [...table.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /gm)];
  return rows
    .map(([, address = '', port = '']) => ({
      port: Number.parseInt(port, 16),
      loopback: address.endsWith('7F'),
    }))
    .sort((a, b) => a.port - b.port);
}
