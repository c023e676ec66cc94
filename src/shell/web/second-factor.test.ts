import { TOTP } from 'otpauth';
import { beforeEach, describe, expect, it } from 'vitest';
import { cookieOf, ORIGIN, WebBench } from '../../../test/fakes/web-bench.ts';

const PASSWORD = 'a sentence to remember';
const STEP = 30_000;

let bench: WebBench;
let cookie: string;

beforeEach(async () => {
  bench = new WebBench();
  cookie = await bench.setUp(PASSWORD);
});

const post = (path: string, body: object, ask: { cookie?: string; origin?: string } = { cookie }) =>
  bench.ask('POST', `/auth/second-factor${path}`, { body, ...ask });
const login = (body: object) => bench.ask('POST', '/auth/login', { body });
const session = async (value: string) =>
  (await bench.ask('GET', '/auth/session', { cookie: value })).json();

async function offer(): Promise<string> {
  const answer = await post('/offer', { password: PASSWORD });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { readonly seed: string }).seed;
}

const codeOf = (seed: string, shift = 0) =>
  new TOTP({ secret: seed }).generate({ timestamp: bench.time + shift * STEP });

async function setFactor(): Promise<string> {
  const seed = await offer();
  const answer = await post('', { password: PASSWORD, seed, code: codeOf(seed) });
  expect(answer.status).toBe(204);
  cookie = cookieOf(answer);
  return seed;
}

describe('the second factor', () => {
  it('is set by a code of it, and ends the sessions that the password alone began', async () => {
    const before = cookie;
    const seed = await offer();
    const wrong = await post('', { password: PASSWORD, seed, code: '000000' });
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { reason: 'WrongCode' }]);
    expect(await session(cookie)).toMatchObject({ signedIn: true, secondFactor: false });
    await setFactor();
    expect(await session(before)).toMatchObject({ signedIn: false });
    expect(await session(cookie)).toMatchObject({ signedIn: true, secondFactor: true });
    for (const answer of [
      await post('/offer', { password: PASSWORD }),
      await post('', { password: PASSWORD, seed, code: codeOf(seed, 1) }),
    ]) {
      expect([answer.status, await answer.json()]).toMatchObject([409, { reason: 'FactorSet' }]);
    }
  });

  it('ends those sessions also where nothing can be written down', async () => {
    const seed = await offer();
    const failing = async () => Promise.reject(new Error('no room'));
    Object.assign(bench.store, { appendAudit: failing });
    const answer = await post('', { password: PASSWORD, seed, code: codeOf(seed) });
    expect(answer.status).toBe(500);
    expect(await session(cookie)).toMatchObject({ signedIn: false });
  });

  it('is asked for after the password, and only then', async () => {
    const seed = await setFactor();
    expect(await (await login({ password: 'wrong' })).json()).toMatchObject({
      reason: 'WrongPassword',
    });
    const asked = await login({ password: PASSWORD });
    expect([asked.status, await asked.json()]).toMatchObject([401, { reason: 'CodeNeeded' }]);
    expect(asked.headers.has('set-cookie')).toBe(false);
    bench.time += STEP;
    const code = codeOf(seed).replace(/^.../, '$& ');
    expect((await login({ password: PASSWORD, code })).status).toBe(204);
  });

  it('takes a code once, also of many who bring it together, and none from before it', async () => {
    const seed = await setFactor();
    const used = { password: PASSWORD, code: codeOf(seed) };
    expect((await login(used)).status).toBe(401);
    bench.time += 2 * STEP;
    const body = { password: PASSWORD, code: codeOf(seed) };
    const answers = await Promise.all([1, 2, 3].map(() => login(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401, 401]);
    expect((await login({ password: PASSWORD, code: codeOf(seed, -1) })).status).toBe(401);
    expect((await login({ password: PASSWORD, code: codeOf(seed, 1) })).status).toBe(204);
  });

  it('is guessed no more often than the password', async () => {
    await setFactor();
    const codes = Array.from({ length: 20 }, (_, n) => `${100_000 + n}`);
    const answers = await Promise.all(codes.map((code) => login({ password: PASSWORD, code })));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    expect((await login({ password: PASSWORD })).status).toBe(429);
  });

  it('takes the password again, a session and a page of this host to be set or removed', async () => {
    const body = { password: 'not the password' };
    for (const path of ['/offer', '/remove']) {
      expect((await post(path, body)).status).toBe(403);
      expect((await post(path, { password: PASSWORD }, {})).status).toBe(401);
      const foreign = { cookie, origin: `${ORIGIN}.evil.example` };
      expect((await post(path, { password: PASSWORD }, foreign)).status).toBe(403);
    }
    expect(await session(cookie)).toMatchObject({ signedIn: true });
    const many = Array.from({ length: 20 }, () => post('/remove', body));
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses).toContain(429);
  });

  it('is removed with the password, and dropped by a new link', async () => {
    await setFactor();
    expect((await post('/remove', { password: PASSWORD })).status).toBe(204);
    expect((await login({ password: PASSWORD })).status).toBe(204);
    await setFactor();
    await bench.setUp('another sentence, longer');
    expect((await login({ password: 'another sentence, longer' })).status).toBe(204);
  });

  it('is on record, and neither seed nor code is', async () => {
    const seed = await setFactor();
    await login({ password: PASSWORD, code: '123456' });
    await post('/remove', { password: PASSWORD });
    const audit = await bench.store.audit({ limit: 10 });
    const words = audit.map(({ action, result }) => `${action}: ${result}`);
    expect(words.slice(0, 3)).toEqual([
      'dashboard second factor: removed',
      'dashboard login: refused',
      'dashboard second factor: set',
    ]);
    expect(JSON.stringify(audit)).not.toMatch(new RegExp(`${seed}|123456`));
  });
});
