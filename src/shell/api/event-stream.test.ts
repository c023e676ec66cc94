import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench, messages } from '../../../test/fakes/api-bench.ts';

let bench: ApiBench;
let wide: string;
let acme: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  wide = await bench.token();
  acme = await bench.token({ tenant: 'acme' });
  return () => bench.end.abort();
});

const open = (token: string, query = '', headers: Readonly<Record<string, string>> = {}) =>
  bench.ask(`/events/stream${query}`, { token, headers });

describe('a stream of events', () => {
  it('goes on behind the event that the client saw last, none left out and none twice', async () => {
    for (const reason of ['One', 'Two', 'Three']) await bench.event('pod/acme/agent', reason);
    const known = await messages(await open(wide, '?after=0&tenant=acme&pod=agent'), 3);
    await known.cancel();
    const [one] = known.found.filter(({ reason }) => reason === 'One');
    const again = await open(wide, '?after=0', { 'last-event-id': one?.id ?? '' });
    expect(again.headers.get('content-type')).toContain('text/event-stream');
    await bench.event('pod/globex/agent', 'Four');
    const { found, cancel } = await messages(again, 3);
    expect(found.map(({ reason }) => reason)).toEqual(['Two', 'Three', 'Four']);
    await cancel();
  });

  it("brings a tenant's token its own events alone", async () => {
    const streams = await Promise.all([
      open(acme, '?after=0'),
      open(acme, '?after=0&tenant=globex'),
    ]);
    await bench.event('pod/globex/agent', 'Foreign');
    await bench.event('pod/acme/agent', 'Last');
    setTimeout(() => bench.end.abort(), 100);
    const [own, foreign] = await Promise.all(streams.map((each) => messages(each, 100)));
    expect(own?.found.at(-1)?.reason).toBe('Last');
    expect(own?.found.map(({ subject }) => subject).join()).not.toContain('globex');
    expect(foreign?.found).toEqual([]);
  });

  it('ends when its token is revoked, and with the server', async () => {
    const response = await open(wide);
    await bench.workspace.store.apiTokens.revoke('t-0');
    expect((await messages(response, 1)).found).toEqual([]);
    const other = await open(acme);
    bench.end.abort();
    expect((await messages(other, 1)).found).toEqual([]);
  });

  it('is one of a few of a token, and makes room when it ends', async () => {
    const streams = await Promise.all([1, 2, 3, 4, 5].map(() => open(wide)));
    expect((await open(wide)).status).toBe(429);
    expect((await open(acme)).status).toBe(200);
    await streams[0]?.body?.cancel();
    await expect.poll(async () => (await open(wide)).status).toBe(200);
  });

  it.each(['x', '-1', '1.5', '9'.repeat(40)])('is refused behind %s', async (id) => {
    expect((await open(wide, '', { 'last-event-id': id })).status).toBe(400);
  });

  it('takes no HEAD, whose answer would never end', async () => {
    const path = '/events/stream';
    expect((await bench.ask(path, { token: wide, method: 'HEAD' })).status).toBe(405);
    expect((await bench.ask('/pods', { token: wide, method: 'HEAD' })).status).toBe(200);
  });
});
