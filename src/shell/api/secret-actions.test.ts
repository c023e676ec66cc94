import Value from 'typebox/value';
import { beforeEach, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { WebBench } from '../../../test/fakes/web-bench.ts';
import { SHAPES } from '../../core/api/shapes.ts';
import { AgentPodError } from '../../core/model/errors.ts';

const CANARY = 'hunter2-canary';
const BODY = JSON.stringify({ name: 'openai-key', value: CANARY });

let bench: ApiBench;
let token: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  token = await bench.token({ role: 'admin' });
});

const post = (tenant: string, body: string, more: object = {}) =>
  bench.ask(`/tenants/${tenant}/secrets`, { token, method: 'POST', body, ...more });
const stored = async (tenant: string) =>
  (await bench.workspace.store.vault.read(tenant, 'openai-key'))?.reveal();

it('stores a value, says which version, and writes down that it did', async () => {
  const answer = await post('acme', BODY);
  expect(answer.status).toBe(202);
  const text = await answer.text();
  expect(Value.Check(SHAPES.Accepted, JSON.parse(text))).toBe(true);
  expect(text).toContain('version 1');
  expect(text).not.toContain(CANARY);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await stored('acme')).toBe(CANARY);
  expect(await (await post('acme', BODY)).json()).toMatchObject({ message: 'stored already' });
  const audit = await bench.workspace.store.audit({ limit: 9 });
  expect(audit.map(({ action, subject, result }) => [action, subject, result])).toEqual([
    ['secret set openai-key', 'tenant/acme', 'unchanged'],
    ['secret set openai-key', 'tenant/acme', 'version 1'],
  ]);
  expect(JSON.stringify(audit)).not.toContain(CANARY);
});

it('is done once for a key: a repeat does not put an old value back', async () => {
  const headers = { 'idempotency-key': 'first' };
  expect((await post('acme', BODY, { headers })).status).toBe(202);
  const later = JSON.stringify({ name: 'openai-key', value: 'later' });
  expect((await post('acme', later)).status).toBe(202);
  const again = await post('acme', BODY, { headers });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await again.json()).toMatchObject({ message: 'stored as version 1' });
  expect(await stored('acme')).toBe('later');
  expect((await post('acme', later, { headers })).status).toBe(422);
});

it('waits for the lock once, however many values come at once', async () => {
  const { lock } = bench.workspace;
  const free = Promise.withResolvers<void>();
  let waiting = 0;
  let most = 0;
  const acquire: typeof lock.acquire = async (request) => {
    waiting += 1;
    most = Math.max(most, waiting);
    await free.promise;
    waiting -= 1;
    return lock.acquire(request);
  };
  bench.opens = async () => ({ ...bench.workspace, lock: { acquire } });
  const bodies = Array.from({ length: 9 }, (_, n) => `{"name":"key-${n}","value":"${CANARY}"}`);
  const answers = bodies.map((body) => post('acme', body));
  await expect.poll(() => waiting).toBeGreaterThan(0);
  free.resolve();
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(202);
  expect(most).toBe(1);
  expect(await bench.workspace.store.vault.list()).toHaveLength(9);
});

it('waits no longer for the lock than it would have alone', async () => {
  const patience: number[] = [];
  const acquire: typeof bench.workspace.lock.acquire = async ({ timeoutSeconds }) => {
    patience.push(timeoutSeconds);
    bench.time += 50_000;
    throw new AgentPodError('Conflict', 'LockHeld', 'another writer is at work');
  };
  bench.opens = async () => ({ ...bench.workspace, lock: { acquire } });
  const answers = await Promise.all([1, 2, 3].map(() => post('acme', BODY)));
  expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
  expect(patience).toEqual([60, 10, 0]);
});

it('puts a tenant on record that no manifest names yet', async () => {
  expect((await post('initech', BODY)).status).toBe(202);
  expect(await stored('initech')).toBe(CANARY);
});

it.each([
  ['no JSON', 'hunter2-canary', {}, 400],
  ['another form', JSON.stringify({ name: 'Bad Name', value: CANARY }), {}, 400],
  ['more than that', JSON.stringify({ name: 'a', value: CANARY, more: 1 }), {}, 400],
  ['no value', JSON.stringify({ name: 'a', value: '' }), {}, 400],
  ['half a character', `{"name":"a","value":"${CANARY}\\ud800"}`, {}, 400],
  ['another type', BODY, { headers: { 'content-type': 'text/plain' } }, 415],
  ['too much', JSON.stringify({ name: 'a', value: CANARY.repeat(5000) }), {}, 413],
])('refuses %s without repeating what was sent', async (_what, body, more, status) => {
  const answer = await post('acme', body, more);
  expect(answer.status).toBe(status);
  expect(await answer.text()).not.toContain(CANARY);
  expect(await bench.workspace.store.vault.list()).toEqual([]);
  expect(JSON.stringify(bench.reported)).not.toContain(CANARY);
});

it('is for administrators, of tenants with a name', async () => {
  token = await bench.token();
  expect((await post('acme', BODY)).status).toBe(403);
  token = await bench.token({ tenant: 'acme' });
  expect((await post('acme', BODY)).status).toBe(403);
  token = await bench.token({ role: 'admin' });
  expect((await post('No%20Name', BODY)).status).toBe(400);
  expect(await bench.workspace.store.vault.list()).toEqual([]);
});

it('of the dashboard counts only when a page of this host sent it', async () => {
  const web = new WebBench();
  const cookie = await web.setUp('correct horse battery');
  const path = '/api/v1/tenants/acme/secrets';
  const body = JSON.parse(BODY);
  const foreign = await web.ask('POST', path, { cookie, body, origin: 'https://evil.example' });
  expect(foreign.status).toBe(401);
  expect((await web.ask('POST', path, { cookie, body })).status).toBe(202);
});
