import { describe, expect, test } from 'vitest';
import { AgentPodError } from '../../src/core/model/errors.ts';
import type { ProxySettings } from '../../src/core/model/proxy.ts';
import { DEFAULT_PROXY } from '../../src/core/proxy/defaults.ts';
import { aPod } from '../builders.ts';
import { World } from '../fakes/world.ts';
import { describePlans, fleetOf, PRUNE } from './plan-case.ts';

const HOST = 'a.acme.example.com';
const acme = aPod({ key: 'acme/a', hosts: [HOST] });
const globex = aPod({ key: 'globex/b', hosts: ['b.globex.example.com'] });

describePlans('golden plans of the proxy', [
  {
    title: 'a host that moves leaves the one pod before the other gets it',
    before: fleetOf(acme, globex),
    desired: fleetOf(aPod({ ...acme, hosts: [] }), aPod({ ...globex, hosts: [HOST] })),
  },
  {
    title: 'two pods that change hosts',
    before: fleetOf(acme, globex),
    desired: fleetOf(
      aPod({ ...acme, hosts: globex.hosts }),
      aPod({ ...globex, hosts: acme.hosts }),
    ),
  },
  {
    title: 'a host of a pod that goes leaves it first',
    before: fleetOf(acme, globex),
    desired: fleetOf(aPod({ ...globex, hosts: [HOST] })),
    options: PRUNE,
  },
  {
    title: 'a host of a pod out of scope is not taken from it',
    before: fleetOf(acme, globex),
    desired: fleetOf(aPod({ ...acme, hosts: [] }), aPod({ ...globex, hosts: [HOST] })),
    options: { only: new Set(['pod/globex/b', 'tenant/globex']) },
  },
  {
    title: 'a host shared by paths with a pod of another file',
    before: fleetOf(aPod({ ...acme, spec: { route: { pathPrefixes: ['/a'] } } })),
    desired: fleetOf(
      aPod({ key: 'acme/b', hosts: [HOST], spec: { route: { pathPrefixes: ['/ab'] } } }),
      aPod({ key: 'acme/c', hosts: [HOST], spec: { route: { pathPrefixes: ['/a/b'] } } }),
      aPod({ key: 'globex/d', hosts: [HOST], spec: { route: { pathPrefixes: ['/d'] } } }),
    ),
  },
  {
    title: 'a proxy that is made anew joins the tenants of other files too',
    before: fleetOf(acme, globex),
    disturb: (world) => void world.runtime.vanish('agentpod__traefik'),
    desired: fleetOf(acme),
  },
  {
    title: 'a paused proxy is made anew',
    before: fleetOf(acme),
    disturb: (world) =>
      world.runtime.mutate('agentpod__traefik', (item) => {
        item.state = 'paused';
      }),
    desired: fleetOf(acme),
  },
]);

function proxied(world: World, proxy: Partial<ProxySettings>): void {
  world.settings = { ...world.settings, proxy: { ...DEFAULT_PROXY, ...proxy } };
}

function external(world: World): void {
  world.runtime.addForeign('edge');
  world.runtime.mutate('edge', (item) => {
    item.state = 'running';
  });
}

const fleet = fleetOf(acme, globex);
const routes = (world: World) => [
  ...(world.runtime.volumes.get('agentpod__routes')?.files.keys() ?? []),
];
const proxies = (world: World) =>
  [...world.runtime.containers.keys()].filter((name) => name.startsWith('agentpod__'));

async function expectRest(world: World): Promise<void> {
  expect((await world.plan(fleet)).operations).toEqual([]);
}

function outcomes({ subjects }: Awaited<ReturnType<World['apply']>>) {
  return Object.fromEntries(subjects.map(({ subject, outcome }) => [subject, outcome]));
}

describe('the proxy', () => {
  test('that cannot be pulled holds up no pod', async () => {
    const world = new World();
    world.runtime.images.delete(DEFAULT_PROXY.traefikImage);
    world.runtime.failNext('pullImage', new AgentPodError('Waiting', 'ImageMissing', 'no such'));
    expect(outcomes(await world.apply(fleet))).toMatchObject({
      'proxy/traefik': 'failed',
      'pod/acme/a': 'created',
      'pod/globex/b': 'created',
    });
    world.runtime.images.set(DEFAULT_PROXY.traefikImage, 'sha256:traefik');
    await world.apply(fleet);
    await expectRest(world);
  });

  test('serves all tenants but the one whose network fails', async () => {
    const world = new World();
    world.runtime.failNext('createNetwork', new AgentPodError('Conflict', 'SubnetTaken', 'taken'));
    expect(outcomes(await world.apply(fleet))).toMatchObject({
      'tenant/acme': 'failed',
      'pod/acme/a': 'failed',
      'pod/globex/b': 'created',
    });
    expect(world.runtime.containers.get('agentpod__traefik')?.state).toBe('running');
    await world.apply(fleet);
    await expectRest(world);
  });

  test('of somebody else that is not there blocks nobody, and gets all routes once it is', async () => {
    const world = new World();
    proxied(world, { mode: 'external', externalContainer: 'edge' });
    expect(outcomes(await world.apply(fleet))).toMatchObject({
      'proxy/traefik': 'blocked',
      'pod/acme/a': 'created',
    });
    await expectRest(world);

    external(world);
    await world.apply(fleet);
    expect(routes(world)).toEqual(expect.arrayContaining(['acme_a.yml', 'globex_b.yml']));
    await expectRest(world);
  });

  test('goes when another takes its place, and comes back', async () => {
    const world = new World();
    await world.apply(fleet);
    external(world);
    proxied(world, { mode: 'external', externalContainer: 'edge' });
    await world.apply(fleet);
    expect(proxies(world)).toEqual([]);
    expect(world.runtime.containers.get('edge')?.addresses).toMatchObject({
      agentpod_acme: '10.213.0.2',
    });
    await expectRest(world);

    proxied(world, { mode: 'off' });
    await world.apply(fleet);
    await expectRest(world);

    proxied(world, {});
    await world.apply(fleet);
    expect(proxies(world)).toEqual(['agentpod__socket-filter', 'agentpod__traefik']);
    await expectRest(world);
  });

  test('goes when it is turned off, and its volumes stay', async () => {
    const world = new World();
    await world.apply(fleet);
    proxied(world, { mode: 'off' });
    await world.apply(fleet);
    expect(proxies(world)).toEqual([]);
    expect([...world.runtime.volumes.keys()]).toContain('agentpod__certificates');
    await expectRest(world);
  });

  test('turned off after its volume was removed leaves no pod behind', async () => {
    const world = new World();
    await world.apply(fleet);
    for (const name of proxies(world)) world.runtime.vanish(name);
    world.runtime.volumes.delete('agentpod__routes');
    proxied(world, { mode: 'off' });
    expect(new Set(Object.values(outcomes(await world.apply(fleet))))).not.toContain('failed');
    await expectRest(world);
  });
});
