import { beforeEach, describe, expect, it } from 'vitest';
import { cookieOf, ORIGIN, WebBench } from '../../../test/fakes/web-bench.ts';

const PASSWORD = 'a sentence to remember';
const DAY = 86_400_000;

let bench: WebBench;

beforeEach(() => {
  bench = new WebBench();
});

const login = (password: unknown, ask: { peer?: string; cookie?: string; origin?: string } = {}) =>
  bench.ask('POST', '/auth/login', { body: { password }, ...ask });
const pods = async (cookie: string | undefined, origin = ORIGIN) =>
  (await bench.ask('GET', '/api/v1/pods', { cookie, origin })).status;

describe('setting the password', () => {
  it('takes a link once, and begins a session', async () => {
    const link = await bench.link();
    const body = { link, password: PASSWORD };
    const answer = await bench.ask('POST', '/auth/setup', { body });
    expect(answer.status).toBe(204);
    const cookie = answer.headers.get('set-cookie') ?? '';
    for (const part of [
      '__Host-agentpod-admin=',
      'HttpOnly',
      'Secure',
      'SameSite=Strict',
      'Path=/',
    ]) {
      expect(cookie).toContain(part);
    }
    expect(await pods(cookieOf(answer))).toBe(200);
    expect((await bench.ask('POST', '/auth/setup', { body })).status).toBe(401);
  });

  it('keeps a link whose password was too short or too long', async () => {
    const link = await bench.link();
    for (const password of ['', 'short', 'x'.repeat(257), 7, null]) {
      const answer = await bench.ask('POST', '/auth/setup', { body: { link, password } });
      expect(answer.status).toBe(400);
    }
    const answer = await bench.ask('POST', '/auth/setup', { body: { link, password: PASSWORD } });
    expect(answer.status).toBe(204);
  });

  it('ends the sessions of the password before, and takes no link of yesterday', async () => {
    const before = await bench.setUp(PASSWORD);
    const old = await bench.link();
    bench.time += DAY / 2 - 1000;
    const body = { link: old, password: PASSWORD };
    expect((await bench.ask('POST', '/auth/setup', { body })).status).toBe(401);
    await bench.setUp('another sentence, longer');
    expect(await pods(before)).toBe(401);
    expect((await login(PASSWORD)).status).toBe(401);
  });

  it('says what the page has to show first', async () => {
    const state = async (cookie?: string) =>
      (await bench.ask('GET', '/auth/session', { cookie })).json();
    expect(await state()).toEqual({ signedIn: false, needsSetup: true });
    const cookie = await bench.setUp(PASSWORD);
    expect(await state()).toEqual({ signedIn: false, needsSetup: false });
    const signedIn = { signedIn: true, needsSetup: false, secondFactor: false };
    expect(await state(cookie)).toEqual(signedIn);
  });
});

describe('a session', () => {
  it('is another with each login, and ends with the logout', async () => {
    const first = await bench.setUp(PASSWORD);
    const answer = await login(PASSWORD, { cookie: first });
    const second = cookieOf(answer);
    expect(second).not.toBe(first);
    expect([await pods(first), await pods(second)]).toEqual([401, 200]);
    expect((await bench.ask('POST', '/auth/logout', { cookie: second })).status).toBe(204);
    expect(await pods(second)).toBe(401);
  });

  it('ends when it was not used for half a day, and after a week whatever happens', async () => {
    const cookie = await bench.setUp(PASSWORD);
    for (let hours = 0; hours < 7 * 24; hours += 11) {
      expect(await pods(cookie)).toBe(200);
      bench.time += 11 * 3_600_000;
    }
    expect(await pods(cookie)).toBe(401);
    const other = cookieOf(await login(PASSWORD));
    bench.time += DAY / 2 + 1000;
    expect(await pods(other)).toBe(401);
  });

  it('is not for what another site sends', async () => {
    const cookie = await bench.setUp(PASSWORD);
    expect(await pods(cookie, 'https://evil.example')).toBe(401);
    for (const origin of ['https://evil.example', 'null', `${ORIGIN}.evil.example`]) {
      expect((await login(PASSWORD, { origin })).status).toBe(403);
      const answer = await bench.ask('POST', '/auth/logout', { cookie, origin });
      expect(answer.status).toBe(403);
    }
    expect(await pods(cookie)).toBe(200);
  });

  it('takes no cookie that is none', async () => {
    await bench.setUp(PASSWORD);
    for (const value of ['', 'x', 'A'.repeat(43), '%00', "' or 1=1 --"]) {
      expect(await pods(`__Host-agentpod-admin=${value}`)).toBe(401);
    }
  });
});

describe('a wrong password', () => {
  it('twenty times is told to wait, while another address still gets in', async () => {
    await bench.setUp(PASSWORD);
    const answers = await Promise.all(Array.from({ length: 20 }, () => login('wrong')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    const last = answers.find(({ status }) => status === 429);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login(PASSWORD)).status).toBe(429);
    expect((await login(PASSWORD, { peer: '198.51.100.7' })).status).toBe(204);
    bench.time += 301_000;
    expect((await login(PASSWORD)).status).toBe(204);
  });

  it('and no password at all are refused alike, and no body is believed', async () => {
    const none = await login('anything');
    await bench.setUp(PASSWORD);
    const wrong = await login('anything');
    expect(await none.json()).toEqual(await wrong.json());
    for (const body of ['', 'null', '[]', '{"password":{}}', '{', `"${PASSWORD}"`]) {
      const { status } = await bench.ask('POST', '/auth/login', { body });
      expect([400, 401]).toContain(status);
    }
    const { status } = await bench.ask('POST', '/auth/login', { body: 'x'.repeat(10_000) });
    expect(status).toBe(413);
    expect(bench.reported).toEqual([]);
  });

  it('is on record, and nothing that was typed is', async () => {
    await bench.setUp(PASSWORD);
    await login('my other password');
    const audit = await bench.store.audit({ limit: 10 });
    expect(audit.map(({ action, result }) => `${action}: ${result}`)).toEqual([
      'dashboard login: refused',
      'dashboard setup: password set',
      'admin link: offered',
    ]);
    expect(JSON.stringify(audit)).not.toMatch(/my other|sentence/);
  });
});
