import { beforeEach, describe, expect, it } from 'vitest';
import { AGENT, OTHER } from '../../../test/contract/store-samples.ts';
import { DoorBench, HOST, OTHER_HOST, OWN_GET, ownPost } from '../../../test/fakes/door-bench.ts';
import { BOOTSTRAP_PATH, DOOR_PATH } from '../../core/access/paths.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';

let bench: DoorBench;
beforeEach(async () => {
  bench = await DoorBench.open();
});

const bootstrap = (cookie = '', headers: Record<string, string> = { ...OWN_GET }, host = HOST) =>
  bench.ask(BOOTSTRAP_PATH, { host, headers: { ...headers, ...(cookie ? { cookie } : {}) } });

describe('the bootstrap', () => {
  it("is the pod's own, in exactly the form that the Control UI takes", async () => {
    const response = await bootstrap(await bench.signIn());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      bootstrapToken: 'bootstrap-1',
      bootstrapProfile: 'owner',
    });
    expect(bench.minted).toMatchObject([{ key: AGENT.key }]);
    expect(await bench.audit()).toContain('door bootstrap: session 1');
    expect(JSON.stringify(await bench.store.audit({ limit: 9 }))).not.toContain('bootstrap-1');
  });

  it.each(['', '__Host-agentpod=', `__Host-agentpod=${'A'.repeat(43)}`, 'agentpod=x'])(
    'is refused without a session: %o',
    async (cookie) => {
      const response = await bootstrap(cookie);
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({ error: 'LoginRequired' });
      expect(bench.minted).toEqual([]);
    },
  );

  it("is refused to another pod's session", async () => {
    expect((await bootstrap(await bench.signIn(OTHER.key))).status).toBe(401);
    expect((await bootstrap(await bench.signIn(), OWN_GET, OTHER_HOST)).status).toBe(401);
    expect(bench.minted).toEqual([]);
  });

  it.each([
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    { origin: `https://${OTHER_HOST}` },
    { origin: 'null' },
  ])('is refused to anything but a page of its own: %o', async (headers) => {
    const response = await bootstrap(await bench.signIn(), headers);
    expect(response.status).toBe(403);
    expect(bench.minted).toEqual([]);
  });

  it('allows no other origin to read it', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    for (const method of ['GET', 'OPTIONS']) {
      const response = await bench.ask(BOOTSTRAP_PATH, { method, headers });
      expect([...response.headers.keys()].filter((name) => name.includes('allow-'))).toEqual([]);
      expect(response.ok).toBe(false);
    }
  });

  it.each(['HEAD', 'POST', 'PUT', 'DELETE'])('is not made for %s', async (method) => {
    const headers = { ...ownPost(), cookie: await bench.signIn() };
    expect((await bench.ask(BOOTSTRAP_PATH, { method, headers })).status).toBe(405);
    expect(bench.minted).toEqual([]);
  });

  it('is not made without end for one session', async () => {
    const cookie = await bench.signIn();
    for (let n = 0; n < 10; n += 1) expect((await bootstrap(cookie)).status).toBe(200);
    const stopped = await bootstrap(cookie);
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await bootstrap(await bench.signIn())).status).toBe(200);
    expect(bench.minted).toHaveLength(11);
  });

  it('comes later when the pod cannot make one now', async () => {
    bench.mint = async () => {
      throw new AgentPodError('Waiting', 'NotReady', 'the pod is starting at 10.0.0.9');
    };
    const response = await bootstrap(await bench.signIn());
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toEqual({ error: 'Unavailable' });
    expect(bench.reported).toMatchObject([{ reason: 'NotReady' }]);
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(4097)])('is not passed on in a wrong form', async (token) => {
    bench.mint = async () => new Secret(token);
    const response = await bootstrap(await bench.signIn());
    expect(response.status).toBe(503);
    expect(await bench.audit()).not.toContain('door bootstrap: session 1');
  });

  it('fails without a word about why', async () => {
    bench.mint = async () => {
      throw new Error('password=hunter2');
    };
    const response = await bootstrap(await bench.signIn());
    expect(response.status).toBe(500);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).not.toContain('hunter2');
  });
});

describe('a session', () => {
  const DAY = 86_400_000;

  it('goes on as long as it is used, and its cookie with it', async () => {
    const cookie = await bench.signIn();
    for (let week = 0; week < 4; week += 1) {
      bench.time += 20 * DAY;
      const response = await bootstrap(cookie);
      expect(response.status).toBe(200);
      const [, seconds] = /Max-Age=(\d+)/.exec(response.headers.get('set-cookie') ?? '') ?? [];
      expect(Number(seconds)).toBe(week < 3 ? 30 * 86_400 : 10 * 86_400);
    }
    bench.time += 10 * DAY;
    expect((await bootstrap(cookie)).status).toBe(401);
  });

  it('ends after thirty days without use', async () => {
    const cookie = await bench.signIn();
    bench.time += 30 * DAY;
    expect((await bootstrap(cookie)).status).toBe(401);
  });

  it('ends when the vendor revokes it', async () => {
    const cookie = await bench.signIn();
    await bench.store.access.revokeAll(AGENT.key);
    expect((await bootstrap(cookie)).status).toBe(401);
  });
});

describe('the host', () => {
  it.each([
    'unknown.example.com',
    'example.com',
    `x.${HOST}`,
    `${HOST}.`,
    `${HOST}.evil.example`,
    '127.0.0.1',
    '10.0.0.1:7080',
    '',
    ' ',
    '%',
  ])('must be one that a pod was applied with: %o', async (host) => {
    const cookie = await bench.signIn();
    for (const path of [BOOTSTRAP_PATH, DOOR_PATH.login]) {
      const response = await bench.ask(path, { host, headers: { ...OWN_GET, cookie } });
      expect(response.status).toBe(404);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
  });

  it('is not what another header says', async () => {
    const forged = { 'x-forwarded-host': HOST, forwarded: `host=${HOST}`, 'x-host': HOST };
    const headers = { ...OWN_GET, ...forged, cookie: await bench.signIn() };
    const response = await bench.ask(BOOTSTRAP_PATH, { host: OTHER_HOST, headers });
    expect(response.status).toBe(401);
  });

  it('is the same in capitals and with a port', async () => {
    const cookie = await bench.signIn();
    const host = 'AGENT.acme.example.com:443';
    expect((await bootstrap(cookie, { origin: `https://${HOST}` }, host)).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each([
    [DOOR_PATH.login, 'GET'],
    [DOOR_PATH.script, 'GET'],
    [DOOR_PATH.style, 'GET'],
    [BOOTSTRAP_PATH, 'GET'],
    ['/.well-known/agentpod/nothing', 'GET'],
    [DOOR_PATH.login, 'DELETE'],
    [DOOR_PATH.login, 'POST'],
  ])('%s %s is bare of everything but its own script and style', async (path, method) => {
    const { headers } = await bench.ask(path, {
      method,
      ...(method === 'POST' ? { body: '' } : {}),
    });
    const policy = headers.get('content-security-policy');
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('strict-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('has no script or style within the page', async () => {
    const text = await (await bench.ask(DOOR_PATH.login)).text();
    expect(text).not.toMatch(/<style|style=|<script>|\son\w+=|https?:/);
    const script = await bench.ask(DOOR_PATH.script);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('speaks English, or Chinese to whoever prefers it', async () => {
    const page = async (language: string) =>
      (await bench.ask(DOOR_PATH.login, { headers: { 'accept-language': language } })).text();
    expect(await page('de-DE,en;q=0.5')).toContain('<html lang="en">');
    expect(await page('zh-CN,zh;q=0.9,en;q=0.8')).toContain('<html lang="zh">');
    expect(await page('zh;q=0.1, en;q=0.9')).toContain('<html lang="en">');
  });

  it('stops for an address that asks without end', async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 130; n += 1) statuses.add((await bench.ask(DOOR_PATH.login)).status);
    expect([...statuses]).toEqual([200, 429]);
  });

  it('takes no large form', async () => {
    const response = await bench.redeem('a'.repeat(5000));
    expect(response.status).toBe(400);
  });
});
