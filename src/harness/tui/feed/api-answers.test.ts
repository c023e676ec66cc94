/** What the screen asks of a server that is one, over fakes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../../test/fakes/api-bench.ts';
import { Secret } from '../../../core/model/secret.ts';
import { createServerClient } from '../../../services/remote/server-client.ts';
import { systemClock } from '../../../services/system-clock.ts';
import { type Listener, listen } from '../../../shell/listen.ts';
import type { FleetFeed, FleetNews } from '../fleet.ts';
import { apiFeed } from './api-feed.ts';

let api: ApiBench;
let server: Listener;
let news: FleetNews[];

beforeEach(async () => {
  api = await ApiBench.open();
  server = await listen(api.app, '127.0.0.1', 0);
  news = [];
});
afterEach(async () => {
  api.end.abort();
  await server.close();
});

const feedOf = (token: string): FleetFeed =>
  apiFeed(
    createServerClient({ url: `http://${server.address}`, token: new Secret(token) }, systemClock),
  );
const told = <Kind extends FleetNews['kind']>(kind: Kind) =>
  news.find((each): each is Extract<FleetNews, { kind: Kind }> => each.kind === kind);

async function follow(feed: FleetFeed, wanted: readonly FleetNews['kind'][]): Promise<void> {
  const end = new AbortController();
  const following = feed.follow((each) => news.push(each), end.signal);
  const missing = () => wanted.filter((kind) => told(kind) === undefined);
  await expect.poll(missing, { timeout: 15_000 }).toEqual([]);
  end.abort();
  await following;
}

describe('a server', () => {
  it('tells pods, the plan, usage, events, alerts, sources and runs', async () => {
    await api.event('pod/acme/agent', 'Created');
    const sample = {
      pod: 'acme/agent',
      id: 'c',
      usedBytes: 5,
      limitBytes: 9,
      cpuSeconds: 1,
    } as const;
    api.vitals.usage.take({ kind: 'usage', at: api.time, samples: [sample] });
    await follow(feedOf(await api.token()), [
      'pods',
      'plan',
      'usage',
      'events',
      'alerts',
      'sources',
    ]);
    expect(told('pods')?.pods.map(({ key }) => key)).toEqual([
      'acme/agent',
      'acme/other',
      'globex/agent',
    ]);
    expect(told('usage')?.samples.get('acme/agent')).toMatchObject({ memoryBytes: 5 });
    expect(told('events')?.events[0]).toMatchObject({ reason: 'Created' });
    expect(told('alerts')?.alerts).toEqual({ alerts: [], receivers: [] });
    expect(told('sources')?.sources.sources.map(({ metadata }) => metadata.name)).toEqual([
      'shop',
      'fleet',
    ]);
    expect(told('plan')?.plan.subjects).not.toEqual([]);
  });

  it('tells what a pod used during the day', async () => {
    const sample = { pod: 'acme/agent', id: 'c', usedBytes: 5, limitBytes: 9 } as const;
    for (const minute of [0, 1, 2]) {
      const at = api.time - 300_000 + minute * 60_000;
      const samples = [{ ...sample, cpuSeconds: minute * 30 }];
      api.vitals.usage.take({ kind: 'usage', at, samples });
    }
    const day = await feedOf(await api.token()).day?.('acme/agent');
    expect(day?.memory).toContain(5);
    expect(day?.cpus).toContain(0.5);
  });

  it('tells the token of a tenant what that may see, and why not the rest', async () => {
    const feed = feedOf(await api.token({ tenant: 'acme' }));
    await follow(feed, ['pods', 'no-plan', 'no-sources', 'alerts']);
    expect(told('pods')?.pods.map(({ key }) => key)).toEqual(['acme/agent', 'acme/other']);
    expect(told('no-sources')?.message).toMatch(/tenant's token/);
    expect(told('lost')).toBeUndefined();
  });

  it('does what an administrator asks for, and says why it does not for others', async () => {
    const asked: string[] = [];
    api.requests.listen((subject) => asked.push(subject));
    const admin = feedOf(await api.token({ role: 'admin' }));
    expect(await admin.ask?.('reconcile', 'acme/agent')).toBe('it is looked at now');
    expect(asked).toEqual(['pod/acme/agent']);
    expect(await admin.doctor?.()).toMatch(/All is well|warning|error/);
    const reader = feedOf(await api.token());
    await expect(reader.ask?.('reconcile', 'acme/agent')).rejects.toThrow(/administrator/);
    await expect(reader.doctor?.()).rejects.toThrow(/administrator/);
  });
});
