import Value from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { API_ROUTES, type ApiRoute, ROUTE_IDS } from '../../core/api/routes.ts';
import { SHAPES } from '../../core/api/shapes.ts';
import { AgentPodError } from '../../core/model/errors.ts';

let bench: ApiBench;
let wide: string;
let acme: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  wide = await bench.token();
  acme = await bench.token({ tenant: 'acme' });
});

/** As far as these tests look at one. */
interface Answer {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
  readonly summary: object;
}

const json = async (path: string, token: string) =>
  (await (await bench.ask(path, { token })).json()) as Answer;
const names = (list: Answer) => list.items.map(({ metadata }) => metadata.name);

describe('whoever asks', () => {
  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${'A'.repeat(43)}`,
    `Bearer ${'A'.repeat(5000)}`,
    `Basic ${'A'.repeat(43)}`,
  ])('is refused without a token that is on record: %o', async (authorization) => {
    for (const id of ROUTE_IDS) {
      const route: ApiRoute = API_ROUTES[id];
      const path = route.path.replaceAll(/[{}]/g, '');
      const method = route.action ? 'POST' : 'GET';
      const headers = authorization === undefined ? {} : { authorization };
      const response = await bench.ask(path, { headers, method });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        401,
        'application/problem+json',
      ]);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(Value.Check(SHAPES.Problem, await response.json())).toBe(true);
      bench.time += 60_000;
    }
  });

  it('is refused with a token that was revoked', async () => {
    expect((await bench.ask('/pods', { token: wide })).status).toBe(200);
    await bench.workspace.store.apiTokens.revoke('t-0');
    expect((await bench.ask('/pods', { token: wide })).status).toBe(401);
  });

  it('has so many guesses, and whoever has a token is not counted among them', async () => {
    const many = Array.from({ length: 200 }, () => bench.ask('/health', { token: wide }));
    expect((await Promise.all(many)).every(({ ok }) => ok)).toBe(true);
    for (let n = 0; n < 60; n += 1) expect((await bench.ask('/pods')).status).toBe(401);
    const refused = await bench.ask('/pods', { token: wide });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await bench.ask('/health', { token: wide, peer: '192.0.2.2' })).status).toBe(200);
    bench.time += 60_000;
    expect((await bench.ask('/health', { token: wide })).status).toBe(200);
  });

  it('has so many requests with one token, from wherever', async () => {
    for (let n = 0; n < 600; n += 1) {
      const peer = `192.0.2.${n % 200}`;
      expect((await bench.ask('/health', { token: wide, peer })).status).toBe(200);
    }
    expect((await bench.ask('/health', { token: wide, peer: '192.0.2.250' })).status).toBe(429);
    expect((await bench.ask('/health', { token: acme })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('cannot %s', async (method) => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    const response = await bench.ask('/pods', { token: wide, method, headers });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('gets nothing that another origin may read, or a cache may keep', async () => {
    const headers = { origin: 'https://evil.example' };
    const response = await bench.ask('/pods', { token: wide, headers });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is told nothing of what fails behind', async () => {
    bench.opens = async () => {
      throw new AgentPodError('Transient', 'StateUnreachable', 'postgres://user:hunter2@db');
    };
    const away = await bench.ask('/pods', { token: wide });
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await away.text()).not.toContain('hunter2');
    bench.opens = async () => {
      throw new Error('hunter2');
    };
    const broken = await bench.ask('/pods', { token: wide });
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('hunter2');
    expect(bench.reported).toHaveLength(2);
  });
});

describe('an answer', () => {
  it.each([
    ['/tenants', 'TenantList'],
    ['/tenants/acme', 'Tenant'],
    ['/tenants/acme/pods', 'PodList'],
    ['/pods', 'PodList'],
    ['/pods/acme/agent', 'Pod'],
    ['/events', 'EventList'],
    ['/usage', 'PodUsageList'],
    ['/pods/acme/agent/usage', 'PodUsage'],
    ['/channels', 'ChannelList'],
    ['/alerts', 'AlertList'],
    ['/drift', 'Diff'],
    ['/plans', 'PlanList'],
    ['/plans?tenant=acme&pod=agent', 'PlanList'],
    ['/health', 'Health'],
  ] as const)('of %s has the form that is described', async (path, shape) => {
    await bench.event('pod/acme/agent', 'Created');
    const response = await bench.ask(path, { token: wide });
    expect(response.status).toBe(200);
    const body = await response.json();
    expect([...Value.Errors(SHAPES[shape], body)]).toEqual([]);
    expect(unknownFields(SHAPES[shape], body)).toEqual([]);
  });

  it('names every tenant and pod to whom may see all', async () => {
    expect(names(await json('/tenants', wide))).toEqual(['acme', 'globex']);
    expect(names(await json('/pods', wide))).toEqual(['agent', 'other', 'agent']);
    expect(names(await json('/pods?tenant=globex', wide))).toEqual(['agent']);
    expect(names(await json('/tenants/acme/pods', wide))).toEqual(['agent', 'other']);
    expect(await json('/pods/acme/agent', wide)).toMatchObject({ status: { state: 'Running' } });
  });

  it('lists what would be done in the form that is described', async () => {
    const [container] = bench.world.runtime.containers.keys();
    await bench.world.runtime.removeContainer(container ?? '');
    const response = await bench.ask('/plans?tenant=acme', { token: wide });
    const body = (await response.json()) as { items: { operations: object[] }[] };
    expect([...Value.Errors(SHAPES.PlanList, body)]).toEqual([]);
    expect(unknownFields(SHAPES.PlanList, body)).toEqual([]);
    expect(body.items[0]?.operations.length).toBeGreaterThan(0);
  });

  it('says what differs from the manifests, and changes nothing', async () => {
    const before = bench.world.writes;
    expect((await json('/drift', wide)).summary).toMatchObject({ unchanged: 5, driftFields: 0 });
    const [container] = (await bench.world.observe({ tenants: [], pods: [], warnings: [] }))
      .containers;
    await bench.world.runtime.removeContainer(container?.name ?? '');
    const after = bench.world.writes;
    expect((await json('/drift', wide)).summary).toMatchObject({ heal: 1 });
    expect([before, bench.world.writes]).toEqual([after - 1, after]);
  });

  it.each([
    '/pods?tenant=ACME',
    '/pods?tenants=acme',
    '/pods?tenant=acme&tenant=globex',
    '/pods?__proto__=1',
    '/events?limit=0',
    '/events?limit=1001',
    '/events?type=normal',
    '/events?before=-1',
    '/events?since=yesterday',
    '/events?since=2026-99-99T00:00:00Z',
    '/events?pod=agent',
    '/plans?pod=agent',
    '/pods/acme/agent/usage?since=2026-99-99T00:00:00Z',
    '/usage?pod=agent',
    '/events/stream?after=x',
  ])('to %s is that it cannot be asked so', async (path) => {
    const response = await bench.ask(path, { token: wide });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status: 400, reason: 'ParameterInvalid' });
  });

  it.each([
    '/pods/acme/none',
    '/pods/acme/none/usage',
    '/tenants/none',
    '/tenants/none/pods',
    '/none',
    '',
  ])('to %s is that there is none', async (path) => {
    expect((await bench.ask(path, { token: wide })).status).toBe(404);
  });

  it('describes the API to anybody', async () => {
    const response = await bench.ask('/openapi.json');
    expect(await response.json()).toMatchObject({ openapi: '3.1.0' });
  });
});

/** Fields of an answer that its description does not name. */
function unknownFields(schema: object, value: unknown, path = ''): string[] {
  const variants: unknown = Reflect.get(schema, 'anyOf');
  if (Array.isArray(variants)) {
    const [fitting] = variants.filter((each) => Value.Check(each, value));
    return unknownFields(fitting, value, path);
  }
  const items: unknown = Reflect.get(schema, 'items');
  if (Array.isArray(value) && typeof items === 'object' && items !== null) {
    return value.flatMap((each) => unknownFields(items, each, `${path}[]`));
  }
  const properties: unknown = Reflect.get(schema, 'properties');
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(value ?? {}).flatMap(([name, each]) => {
    const inner: unknown = Reflect.get(properties, name);
    const here = `${path}.${name}`;
    return typeof inner === 'object' && inner !== null ? unknownFields(inner, each, here) : [here];
  });
}
