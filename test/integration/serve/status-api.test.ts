/** The status API of a real server over a real database: what a tenant's token can see. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { messages } from '../../fakes/api-bench.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();

describe.skipIf(missing)(`the status API ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let wide: string;
  let acme: string;

  const token = async (...argv: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await fleet.run(['api-token', 'create', ...argv]);
    expect(exitCode, stderr).toBe(0);
    return stdout.trim();
  };
  const ask = (path: string, bearer: string, headers: Readonly<Record<string, string>> = {}) =>
    server.get(`/api/v1${path}`, { Authorization: `Bearer ${bearer}`, ...headers });
  const json = async <T = { readonly items: readonly unknown[] }>(path: string, bearer: string) =>
    (await (await ask(path, bearer)).json()) as T;

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent'));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent'));
    server = new AServer(fleet, ['-f', '.']);
    await server.ready();
    wide = await token('wide', '--role', 'read-only');
    acme = await token('acme', '--role', 'tenant', '--tenant', 'acme');
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove();
  });

  it('answers in the forms of the command line', async () => {
    // What one of them sees the other may have seen a second before.
    await vi.waitFor(
      async () => {
        const printed = async (...argv: readonly string[]) =>
          JSON.parse((await fleet.run([...argv, '-o', 'json'])).stdout);
        expect(await json('/pods', wide)).toEqual(await printed('get', 'pods'));
        expect(await json('/tenants', wide)).toEqual(await printed('get', 'tenants'));
        const { items } = await printed('events');
        expect((await json('/events', wide)).items).toEqual(items);
      },
      { timeout: 60_000, interval: 1000 },
    );
    expect(await json('/drift', wide)).toMatchObject({ summary: { unchanged: 4, heal: 0 } });
    expect(await json('/health', wide)).toMatchObject({ status: 'ok', role: 'leader' });
  });

  it('tells what pods use, as it measures again and again', async () => {
    const usage = () => json<{ memoryBytes: number }>('/pods/acme/agent/usage', acme);
    await expect
      .poll(async () => (await usage()).memoryBytes, { timeout: 40_000, interval: 500 })
      .toBeGreaterThan(0);
    expect(await usage()).toMatchObject({ memoryLimitBytes: 48 * 2 ** 20 });
    expect(await server.metric('agentpod_pod_memory_bytes{tenant="acme"')).toBeGreaterThan(0);
    const { items } = await json('/usage', wide);
    expect(items).toHaveLength(2);
    expect(await json('/channels', wide)).toMatchObject({ items: [] });
  });

  it('notes when it looked at its sources, for doctor', async () => {
    const { stdout } = await fleet.run(['doctor', '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { check: string; severity: string }[] };
    expect(items.filter(({ check }) => check === 'source')).toMatchObject([{ severity: 'ok' }]);
  });

  it('needs no token where the server itself is probed, and takes none from elsewhere', async () => {
    expect((await server.get('/livez')).status).toBe(200);
    expect((await server.get('/readyz')).status).toBe(200);
    expect((await server.get('/api/v1/pods')).status).toBe(401);
    expect((await server.get(`/api/v1/pods?token=${wide}`)).status).toBe(401);
  });

  it("a tenant's token sees nothing of another tenant, by whichever way", async () => {
    const [foreign] = (await json<{ items: { id: number }[] }>('/events?tenant=globex', wide))
      .items;
    const ways = [
      '/tenants',
      '/tenants/globex',
      '/tenants/globex/pods',
      '/pods',
      '/pods?tenant=globex',
      '/pods/globex/agent',
      '/pods/acme%2F..%2Fglobex/agent',
      '/pods/acme/..%2F..%2Fglobex%2Fagent',
      '/events',
      '/events?tenant=globex',
      '/events?tenant=globex&pod=agent',
      `/events?before=${(foreign?.id ?? 0) + 1}&limit=1`,
      '/drift',
      '/health',
    ];
    for (const way of ways) {
      const body = await (await ask(way, acme)).text();
      // What it was asked for it may repeat.
      const told = body.replaceAll(/there is no [^"]*"/g, '');
      expect(told, way).not.toContain('globex');
    }
    expect((await json('/pods', acme)).items).toHaveLength(1);
  });

  it("a tenant's stream brings its own events, from where it left off", async () => {
    const all = (await json<{ items: { id: number }[] }>('/events?tenant=acme', acme)).items;
    const [first] = all;
    const live = await ask('/events/stream', acme, { 'Last-Event-ID': String(first?.id) });
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent', { env: { A: '1' } }));
    await server.said(({ msg, subject }) => msg === 'updated' && subject === 'pod/globex/agent');
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', { env: { A: '1' } }));
    await server.said(({ msg, subject }) => msg === 'updated' && subject === 'pod/acme/agent');
    const { found, cancel } = await messages(live, all.length);
    await cancel();
    expect(found.slice(0, all.length - 1).map(({ id }) => Number(id))).toEqual(
      all.slice(1).map(({ id }) => id),
    );
    expect(found.every(({ subject }) => subject.split('/')[1] === 'acme')).toBe(true);
  });

  it('reads and writes nothing', async () => {
    const before = await fleet.databaseDump();
    for (const path of ['/pods', '/tenants', '/events', '/drift', '/health']) await ask(path, wide);
    expect(await fleet.databaseDump()).toBe(before);
  });

  it('refuses what was revoked, and ends the stream of it', async () => {
    const live = await ask('/events/stream', acme);
    expect(await fleet.run(['api-token', 'revoke', 'acme'])).toMatchObject({ exitCode: 0 });
    expect((await ask('/pods', acme)).status).toBe(401);
    expect((await messages(live, 1000)).found.length).toBeLessThan(1000);
  });

  it('does not keep the server from ending, also while somebody listens', async () => {
    const live = await ask('/events/stream', wide);
    expect(await server.end()).toBe(0);
    await messages(live, 1).catch(() => undefined);
  });
});
