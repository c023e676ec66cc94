import { beforeEach, describe, expect, it } from 'vitest';
import { AGENT, OTHER } from '../../../test/contract/store-samples.ts';
import {
  CLIENT,
  cookieOf,
  DoorBench,
  HOST,
  OTHER_HOST,
  OWN_GET,
  ownPost,
} from '../../../test/fakes/door-bench.ts';
import { BOOTSTRAP_PATH, DOOR_PATH } from '../../core/access/paths.ts';

let bench: DoorBench;
beforeEach(async () => {
  bench = await DoorBench.open();
});

const sessions = () => bench.store.access.sessions(AGENT.key);
const isSignedIn = async (cookie: string, host = HOST) =>
  (await bench.ask(BOOTSTRAP_PATH, { host, headers: { ...OWN_GET, cookie } })).status === 200;

describe('a link', () => {
  it('becomes a session and leads to the agent', async () => {
    const response = await bench.redeem(await bench.invite());
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(await sessions()).toMatchObject([{ address: CLIENT }]);
    expect(await isSignedIn(cookieOf(response))).toBe(true);
    expect(await bench.audit()).toContain('door login: signed in');
  });

  it('sets a cookie that no script, no other host and no other site gets', async () => {
    const response = await bench.redeem(await bench.invite());
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-agentpod=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
  });

  it('works once', async () => {
    const token = await bench.invite();
    await bench.redeem(token);
    const again = await bench.redeem(token);
    expect(again.status).toBe(410);
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(await again.text()).toContain(
      'This link was used or has expired: ask Initech for a new one.',
    );
    expect(await sessions()).toHaveLength(1);
  });

  it('works until it expires', async () => {
    const token = await bench.invite(AGENT.key, 3600);
    bench.time += 3_600_000;
    expect((await bench.redeem(token)).status).toBe(410);
  });

  it("opens no other pod, and is not spent by another's host", async () => {
    const token = await bench.invite(OTHER.key);
    expect((await bench.redeem(token)).status).toBe(410);
    expect((await bench.redeem(token, { host: OTHER_HOST })).status).toBe(303);
  });

  it.each(['', 'x', 'a'.repeat(44), `${'a'.repeat(42)}!`, "' or 1=1 --"])(
    'is refused in a wrong form: %o',
    async (token) => {
      expect((await bench.redeem(encodeURIComponent(token))).status).toBe(410);
    },
  );

  it('ends the session that this browser had before', async () => {
    const before = await bench.signIn();
    const headers = { ...ownPost(), cookie: before };
    const token = await bench.invite();
    const response = await bench.ask(DOOR_PATH.login, { body: `token=${token}`, headers });
    expect(await isSignedIn(before)).toBe(false);
    expect(await isSignedIn(cookieOf(response))).toBe(true);
  });

  it('is neither in the audit nor in a report', async () => {
    const token = await bench.invite();
    await bench.redeem(token);
    await bench.redeem(token);
    const kept = JSON.stringify([await bench.store.audit({ limit: 9 }), bench.reported]);
    expect(kept).not.toContain(token);
  });
});

describe('what only looks at a link', () => {
  it.each(['GET', 'HEAD'])('spends nothing with %s, however often', async (method) => {
    const token = await bench.invite();
    for (let look = 0; look < 5; look += 1) {
      const headers = { 'sec-purpose': 'prefetch', 'user-agent': 'link-scanner' };
      const path = `${DOOR_PATH.login}?token=${token}`;
      const response = await bench.ask(path, { method, headers });
      expect(response.status).toBe(200);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
    expect((await bench.redeem(token)).status).toBe(303);
  });

  it('sees a page with one button, and a token from the query within it', async () => {
    const token = await bench.invite();
    const text = await (await bench.ask(`${DOOR_PATH.login}?token=${token}`)).text();
    expect(text).toContain(`<input type="hidden" name="token" value="${token}">`);
    expect(text.match(/<button/g)).toHaveLength(1);
    expect(text).not.toContain(
      'id="open" method="post" action="/.well-known/agentpod/login" hidden',
    );
  });

  it('gets nothing of what it made up back', async () => {
    const path = `${DOOR_PATH.login}?token=${encodeURIComponent('"><script>alert(1)</script>')}`;
    const text = await (await bench.ask(path)).text();
    expect(text).not.toContain('alert');
    expect(text).toContain('open the link that was sent to you');
  });
});

describe('a form from elsewhere', () => {
  it.each([
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: `https://${OTHER_HOST}` },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { origin: `http://${HOST}` },
    { origin: `https://${HOST}:8443` },
    { origin: `https://${HOST}.evil.example` },
  ])('spends no link and ends no session: %o', async (elsewhere) => {
    const token = await bench.invite();
    const cookie = await bench.signIn();
    const { origin: _, 'sec-fetch-site': __, ...form } = ownPost();
    const headers = { ...form, ...elsewhere, cookie };
    const login = await bench.ask(DOOR_PATH.login, { body: `token=${token}`, headers });
    const logout = await bench.ask(DOOR_PATH.logout, { body: '', headers });
    expect([login.status, logout.status]).toEqual([403, 403]);
    expect((await bench.redeem(token)).status).toBe(303);
    expect(await isSignedIn(cookie)).toBe(true);
  });

  it('that says nothing about its origin is refused too', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = `token=${await bench.invite()}`;
    expect((await bench.ask(DOOR_PATH.login, { body, headers })).status).toBe(403);
  });

  it('is fine on another port, when the page was there as well', async () => {
    const host = `${HOST}:8443`;
    expect((await bench.redeem(await bench.invite(), { host })).status).toBe(303);
  });
});

describe('signing out', () => {
  it('ends the session, and makes the browser forget what the page kept', async () => {
    const cookie = await bench.signIn();
    const headers = { ...ownPost(), cookie };
    const response = await bench.ask(DOOR_PATH.logout, { body: '', headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-agentpod=; Max-Age=0; Path=\/;/);
    expect(response.headers.get('clear-site-data')).toBe('"storage"');
    expect(await isSignedIn(cookie)).toBe(false);
    expect(await bench.audit()).toContain('door logout: signed out');
  });

  it('is offered on the login page to whoever is signed in', async () => {
    const headers = { cookie: await bench.signIn() };
    const text = await (await bench.ask(DOOR_PATH.login, { headers })).text();
    expect(text).toContain('You are signed in on this device.');
    expect(text).toContain(DOOR_PATH.logout);
  });
});

describe('many attempts', () => {
  const wrong = (n: number) => `${n}`.padStart(43, 'A');

  it('from one address are stopped, a right one among them too', async () => {
    for (let n = 0; n < 10; n += 1) expect((await bench.redeem(wrong(n))).status).toBe(410);
    const token = await bench.invite();
    const stopped = await bench.redeem(token);
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await bench.redeem(token, { from: '203.0.113.8' })).status).toBe(303);
  });

  it('at once are counted before they are looked up', async () => {
    const tries = Array.from({ length: 50 }, (_, n) => bench.redeem(wrong(n)));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 410)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
  });

  it('are not made from another address by a header of their own', async () => {
    for (let n = 0; n < 10; n += 1) {
      await bench.redeem(wrong(n), { from: `198.51.100.${n}, ${CLIENT}` });
    }
    expect((await bench.redeem(wrong(11), { from: '198.51.100.99' })).status).toBe(410);
    expect((await bench.redeem(wrong(12), { from: `10.1.1.1, ${CLIENT}` })).status).toBe(429);
  });

  it('from a peer that is no proxy count for that peer, whatever it claims', async () => {
    const peer = '10.0.0.77';
    for (let n = 0; n < 10; n += 1) {
      await bench.redeem(wrong(n), { peer, from: `198.51.100.${n}` });
    }
    expect((await bench.redeem(wrong(11), { peer, from: '192.0.2.1' })).status).toBe(429);
  });

  it('from many addresses on one pod are stopped for that pod', async () => {
    for (let n = 0; n < 100; n += 1) await bench.redeem(wrong(n), { from: `198.51.100.${n}` });
    const next = { from: '192.0.2.1' };
    expect((await bench.redeem(wrong(100), next)).status).toBe(429);
    expect((await bench.redeem(wrong(100), { ...next, host: OTHER_HOST })).status).toBe(410);
  });

  it('leave some lines in the audit, not one for each', async () => {
    for (let n = 0; n < 60; n += 1) await bench.redeem(wrong(n), { from: `198.51.100.${n}` });
    expect((await bench.audit()).filter((line) => line === 'door login: refused')).toHaveLength(10);
  });

  it('that succeed are not held against anybody', async () => {
    for (let n = 0; n < 15; n += 1) {
      expect((await bench.redeem(await bench.invite())).status).toBe(303);
    }
  });
});
