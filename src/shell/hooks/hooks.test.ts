import { createHmac, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/fakes/manual-clock.ts';
import { Secret } from '../../core/model/secret.ts';
import { RunBook } from '../../engine/runs/run-book.ts';
import { createHooks } from './hooks.ts';

const SECRET = 'a-secret-of-the-forge';
const BODY = JSON.stringify({ ref: 'refs/heads/main' });
const REVISION = `main@sha1:${'4'.repeat(40)}`;

let clock: ManualClock;
let runs: RunBook;
let looks: string[];
let idle: string;
let app: ReturnType<typeof createHooks>;

beforeEach(() => {
  clock = new ManualClock();
  runs = new RunBook({ clock, server: 'r1', prunes: false });
  looks = [];
  idle = '';
  app = createHooks({
    idle: () => idle,
    look: (source) => (source === 'fleet' ? () => look(source) : undefined),
    runs,
    secrets: { find: async () => new Secret(SECRET) },
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    signal: new AbortController().signal,
  });
});

function look(source: string): string {
  const run = runs.ask(source);
  looks.push(run);
  return run;
}

const hex = (body: string | Uint8Array, secret = SECRET) =>
  createHmac('sha256', secret).update(body).digest('hex');

type Headers = Readonly<Record<string, string>>;

const github = (body: string | Uint8Array, delivery = 'd1', event = 'push'): Headers => ({
  'x-hub-signature-256': `sha256=${hex(body)}`,
  'x-github-delivery': delivery,
  'x-github-event': event,
});

function send(headers: Headers, body: RequestInit['body'] = BODY, path = '/hooks/fleet') {
  return app.request(path, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
}

const standard = (at: number, key: Buffer, body = BODY): Headers => {
  const signature = createHmac('sha256', key).update(`m1.${at}.${body}`).digest('base64');
  return {
    'webhook-id': 'm1',
    'webhook-timestamp': String(at),
    'webhook-signature': `v1,${signature}`,
  };
};

describe('a webhook', () => {
  it.each([
    ['GitHub', github(BODY)],
    ['Gitea', { 'x-gitea-signature': hex(BODY), 'x-hub-signature-256': 'sha256=wrong' }],
    ['Forgejo', { 'x-forgejo-signature': hex(BODY), 'x-gitea-signature': 'wrong' }],
    ['GitLab', { 'x-gitlab-token': SECRET, 'x-gitlab-event': 'Push Hook' }],
  ])('of %s has its source looked at, and is told the run', async (_, headers) => {
    const response = await send(headers);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ run: 'r1-1' });
    expect(response.headers.get('location')).toBe('/api/v1/runs/r1-1');
    expect(looks).toEqual(['r1-1']);
  });

  it('in the standard form counts for five minutes', async () => {
    const now = clock.now().getTime() / 1000;
    const key = Buffer.from(SECRET);
    expect((await send(standard(now - 299, key))).status).toBe(202);
    expect((await send(standard(now - 301, key))).status).toBe(401);
    expect((await send(standard(now, Buffer.from('another')))).status).toBe(401);
  });

  it.each<[string, Headers]>([
    ['missing', { 'x-github-event': 'push' }],
    ['of SHA-1 alone', { 'x-hub-signature': `sha1=${'a'.repeat(40)}` }],
    ['short', { 'x-hub-signature-256': 'sha256=abcd' }],
    ['empty', { 'x-hub-signature-256': '' }],
    ['not ASCII', { 'x-hub-signature-256': `sha256=${'é'.repeat(64)}` }],
    ['of another body', github('{}')],
    ['with another secret', { 'x-gitea-signature': hex(BODY, 'another') }],
    ['right in a later header only', { ...github(BODY), 'x-forgejo-signature': '' }],
    ['a token that begins right', { 'x-gitlab-token': SECRET.slice(0, -1) }],
    ['a token with more', { 'x-gitlab-token': `${SECRET}x` }],
  ])('is refused when its signature is %s', async (_, headers) => {
    const response = await send(headers);
    expect([response.status, looks]).toEqual([401, []]);
    expect(await response.json()).toMatchObject({ reason: 'SignatureInvalid' });
  });

  it('that comes again has no second look, also later, and a new one does', async () => {
    expect(await (await send(github(BODY))).json()).toEqual({ run: 'r1-1' });
    await clock.advance(20_000);
    const again = await Promise.all([send(github(BODY)), send(github(BODY))]);
    expect(await Promise.all(again.map((each) => each.json()))).toEqual([
      { run: 'r1-1' },
      { run: 'r1-1' },
    ]);
    expect(looks).toHaveLength(1);
    await send(github(BODY, 'd2'));
    expect(looks).toHaveLength(2);
  });

  it('that was refused does not keep the right one of its id from counting', async () => {
    await send({ ...github(BODY), 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
    expect((await send(github(BODY))).status).toBe(202);
  });

  it.each([
    ['ping', { ping: 'ping' }],
    ['issues', { ignore: 'issues' }],
  ])('of a %s is answered, and nothing is looked at', async (event, answer) => {
    const response = await send(github(BODY, 'd1', event));
    expect([response.status, await response.json(), looks]).toEqual([200, answer, []]);
  });

  it('larger than 10 MiB is refused before all of it was read', async () => {
    let sent = 0;
    const chunk = randomBytes(1024 * 1024);
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 50) controller.close();
        else controller.enqueue(chunk);
      },
    });
    expect((await send({ 'x-gitea-signature': hex('') }, body)).status).toBe(413);
    expect(sent).toBeLessThan(15);
    const said = { 'x-gitea-signature': hex(''), 'content-length': String(11 * 1024 * 1024) };
    expect((await send(said, '{}')).status).toBe(413);
  });

  it('for what takes none is told so, and a server that does not lead has no time', async () => {
    expect((await send(github(BODY), BODY, '/hooks/other')).status).toBe(404);
    expect((await app.request('/hooks/fleet')).status).toBe(404);
    idle = 'standby';
    expect((await send(github(BODY))).status).toBe(503);
  });

  it('has so many guesses', async () => {
    const wrong = { 'x-gitlab-token': 'x' };
    for (let n = 0; n < 60; n += 1) expect((await send(wrong)).status).toBe(401);
    expect((await send(github(BODY))).status).toBe(429);
    await clock.advance(60_000);
    expect((await send(github(BODY))).status).toBe(202);
  });
});

describe('with ?wait=', () => {
  const waiting = (text = '30s') => send(github(BODY), BODY, `/hooks/fleet?wait=${text}`);
  const found = () => {
    runs.take({ kind: 'source-changed', source: 'fleet', revision: REVISION, runs: looks });
  };
  const read = (kind: 'accepted' | 'refused') => {
    const revisions = [{ source: 'fleet', revision: REVISION }];
    const nothing = { kind: 'accepted', changed: [], removed: [], busy: [] } as const;
    const verdict = kind === 'accepted' ? nothing : ({ kind, message: 'a.yaml:1:1: bad' } as const);
    runs.take({ kind: 'read', revisions, verdict });
  };

  it.each([
    ['accepted', 200, 'succeeded'],
    ['refused', 422, 'refused'],
  ] as const)('what came of it is the answer: %s', async (kind, status, state) => {
    const answer = waiting();
    await clock.advance(1000);
    found();
    read(kind);
    const response = await answer;
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status: { state, revision: REVISION } });
  });

  it('the time ends it, and the run goes on', async () => {
    const answer = waiting('5s');
    await clock.advance(5000);
    const response = await answer;
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ status: { state: 'pending' } });
  });

  it('too long, or no duration, is refused', async () => {
    expect((await waiting('1h')).status).toBe(400);
    expect((await waiting('x')).status).toBe(400);
  });
});
