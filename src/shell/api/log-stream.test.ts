import Value from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench, messages, messagesUntil } from '../../../test/fakes/api-bench.ts';
import { stampOf } from '../../../test/fakes/fake-logs.ts';
import { SHAPES } from '../../core/api/shapes.ts';

const AGENT = 'agentpod_acme_agent_g1';
const PATH = '/pods/acme/agent/logs';
let bench: ApiBench;
let wide: string;
let acme: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  wide = await bench.token();
  acme = await bench.token({ tenant: 'acme' });
  return () => bench.end.abort();
});

function write(...lines: readonly string[]): void {
  const all = bench.world.runtime.logLines;
  all.set(AGENT, [...(all.get(AGENT) ?? []), ...lines]);
}
/** A secret to the container, in the place of the one before. */
function give(value: string): void {
  const volume = bench.world.runtime.volumes.get('agentpod_acme_agent_secrets_g1');
  const content = new TextEncoder().encode(value);
  (volume?.files as Map<string, object> | undefined)?.set('extra', { mode: 0o400, content });
}
const ask = (query = '', token = wide) => bench.ask(`${PATH}${query}`, { token });
const linesOf = async (query = '', token = wide): Promise<readonly string[]> => {
  const body = (await (await ask(query, token)).json()) as { items: { text: string }[] };
  return body.items.map(({ text }) => text);
};
const follow = (headers: Readonly<Record<string, string>> = {}, token = wide) =>
  bench.ask(`${PATH}?follow=true`, { token, headers });
const reasonOf = async (answer: Response): Promise<unknown> =>
  ((await answer.json()) as { readonly reason: unknown }).reason;
const texts = (found: readonly { readonly data: string }[]) =>
  found.map(({ data }) => JSON.parse(data).text);

describe('the log of a pod', () => {
  it('is the last lines, cleaned, in their own shape', async () => {
    write('one', '\x1b[31mtwo', 'three');
    const answer = (await (await ask('?tail=2')).json()) as { readonly items: unknown };
    expect(Value.Check(SHAPES.PodLogs, answer)).toBe(true);
    expect(answer).toMatchObject({ tenant: 'acme', pod: 'agent' });
    expect(answer.items).toEqual([
      { time: stampOf(1), text: 'two' },
      { time: stampOf(2), text: 'three' },
    ]);
    expect(await linesOf(`?since=${stampOf(2)}`)).toEqual(['three']);
  });

  it.each(['?tail=0', '?tail=2001', '?tail=x', '?since=yesterday', '?follow=maybe'])(
    'is not to be had by %s',
    async (query) => {
      expect((await ask(query)).status).toBe(400);
    },
  );

  it("is the tenant's own to see, and nobody else's", async () => {
    write('theirs');
    expect(await linesOf('', acme)).toEqual(['theirs']);
    const globex = await bench.token({ tenant: 'globex' });
    for (const query of ['', '?follow=true']) {
      const foreign = await ask(query, globex);
      expect(foreign.status).toBe(404);
      expect(await foreign.text()).not.toContain('theirs');
    }
    expect((await bench.ask(PATH)).status).toBe(401);
  });

  it('shows no secret that the container was given, also as it comes', async () => {
    const token = await bench.workspace.store.gatewayToken('acme/agent');
    const secret = token?.reveal() ?? '';
    expect(secret.length).toBeGreaterThan(8);
    give('hunter2-canary\n');
    write(`listening, token ${secret}`, 'key hunter2-canary');
    const stream = await follow();
    setTimeout(() => write(`again hunter2-canary ${secret}`), 50);
    const { found, cancel } = await messages(stream, 3);
    await cancel();
    const shown = JSON.stringify([await linesOf(), found]);
    expect(shown).toContain('(redacted)');
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('canary');
  });

  it('shows nothing where nobody knows what to mask', async () => {
    write('a line');
    Object.assign(bench.world.runtime, { readSecrets: async () => undefined });
    const answer = await ask();
    expect([answer.status, await reasonOf(answer)]).toEqual([503, 'SecretsUnreadable']);
  });

  it('says of a pod without a container that nothing writes', async () => {
    await bench.world.runtime.removeContainer(AGENT);
    const answer = await ask();
    expect([answer.status, await reasonOf(answer)]).toEqual([404, 'NoContainer']);
  });
});

describe('a log that is followed', () => {
  it('goes on with what is written, each line with its place', async () => {
    write('one', 'two');
    const stream = await follow();
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    setTimeout(() => write('three'), 50);
    const { found, cancel } = await messages(stream, 3);
    await cancel();
    expect(texts(found)).toEqual(['one', 'two', 'three']);
    expect(found.map(({ id }) => id)).toEqual([0, 1, 2].map(stampOf));
    for (const { data } of found) expect(Value.Check(SHAPES.LogLine, JSON.parse(data))).toBe(true);
  });

  it('shows neither a secret that was replaced meanwhile nor the one before', async () => {
    give('hunter2-canary');
    write('one');
    const stream = await follow();
    setTimeout(async () => {
      await bench.workspace.clock.sleep(5000);
      give('hunter3-canary');
      write('was hunter2-canary', 'is hunter3-canary');
    }, 50);
    const { found, cancel } = await messages(stream, 3);
    await cancel();
    expect(texts(found)).toEqual(['one', 'was (redacted)', 'is (redacted)']);
  });

  it.each([
    ['answers nothing', async () => undefined],
    ['fails', () => Promise.reject(new Error('gone'))],
  ])('goes on where reading its secrets again %s', async (_how, readSecrets) => {
    give('hunter2-canary');
    write('one');
    const stream = await follow();
    setTimeout(async () => {
      await bench.workspace.clock.sleep(5000);
      Object.assign(bench.world.runtime, { readSecrets });
      write('was hunter2-canary');
    }, 50);
    const { found, cancel } = await messages(stream, 2);
    await cancel();
    expect(texts(found)).toEqual(['one', 'was (redacted)']);
  });

  it('goes on behind the line that was seen last', async () => {
    write('one', 'two', 'three');
    const { found, cancel } = await messages(await follow({ 'last-event-id': stampOf(1) }), 1);
    await cancel();
    expect(texts(found)).toEqual(['three']);
    expect((await follow({ 'last-event-id': '17' })).status).toBe(400);
  });

  it('sends of a flood what it can, and counts the rest', async () => {
    write(...Array.from({ length: 200 }, (_, n) => `early ${n}`));
    const stream = await follow();
    setTimeout(() => write(...Array.from({ length: 3000 }, (_, n) => `late ${n}`)), 50);
    const { found, cancel } = await messagesUntil(
      stream,
      (all) => texts(all).at(-1) === 'late 2999',
    );
    await cancel();
    const dropped = found.flatMap(({ data }) => JSON.parse(data).dropped ?? []);
    expect(dropped.reduce((sum, each) => sum + each, found.length)).toBe(3200);
  });

  it('ends with its container', async () => {
    const gone = await follow();
    await bench.world.runtime.removeContainer(AGENT);
    expect((await messages(gone, 1)).found).toEqual([]);
    expect(bench.reported).toEqual([]);
  });

  it('ends when its token is revoked, and with the server', async () => {
    const revoked = await follow();
    await bench.workspace.store.apiTokens.revoke('t-0');
    expect((await messages(revoked, 1)).found).toEqual([]);
    const other = await follow({}, acme);
    bench.end.abort();
    expect((await messages(other, 1)).found).toEqual([]);
  });

  it('is one of a few of a token, makes room when its reader goes, and takes no HEAD', async () => {
    const streams = await Promise.all([1, 2, 3, 4, 5, 6].map(() => follow()));
    expect((await follow()).status).toBe(429);
    expect((await follow({}, acme)).status).toBe(200);
    await streams[0]?.body?.cancel();
    await expect.poll(async () => (await follow()).status).toBe(200);
    const head = { token: wide, method: 'HEAD' };
    expect((await bench.ask(`${PATH}?follow=true`, head)).status).toBe(405);
  });
});
