import { describe, expect, test } from 'vitest';
import type { DesiredState } from '../../src/core/model/desired.ts';
import { makePlan } from '../../src/core/plan/reconciler.ts';
import { routeFileName } from '../../src/core/proxy/names.ts';
import { proxyAddress } from '../../src/core/proxy/proxy-address.ts';
import { World } from '../fakes/world.ts';
import { disturb, disturbance } from './disturbances.ts';
import { fc } from './fast-check.ts';
import { fleet } from './fleets.ts';

const RUNS = { numRuns: 300 };
const EMPTY: DesiredState = { tenants: [], pods: [], warnings: [] };
const PRUNE_ALL = { prune: { enabled: true, allowEmpty: true, maxDeletes: 100 } };

/** Passes until nothing is left to do; fails when that takes more than a few. */
async function settle(world: World, desired: DesiredState, options = {}): Promise<void> {
  for (let pass = 0; pass < 4; pass += 1) {
    const { operations } = await world.plan(desired, options);
    await world.apply(desired, options);
    if (operations.length === 0) return;
  }
  const plan = await world.plan(desired, options);
  expect(plan.operations, 'still has work after four passes').toEqual([]);
}

async function expectNoWrites(world: World, desired: DesiredState): Promise<void> {
  const before = world.writes;
  const result = await world.apply(desired);
  expect(world.writes - before).toBe(0);
  expect(new Set(result.subjects.map((item) => item.outcome))).toSatisfy(
    (set: Set<string>) => set.size === 0 || (set.size === 1 && set.has('unchanged')),
  );
}

function expectShape(world: World, desired: DesiredState): void {
  const names = [...world.runtime.containers].filter(
    ([, item]) => item.labels['dev.agentpod.pod'] !== undefined,
  );
  expect(names.length, 'one container per pod').toBe(desired.pods.length);
  const ports = names.flatMap(([, item]) => item.spec.publish.map((port) => port.hostPort));
  expect(new Set(ports).size, 'host ports are unique').toBe(ports.length);
  expectRoutes(world, desired);
  for (const pod of desired.pods) {
    const found = names.filter(
      ([, item]) =>
        item.labels['dev.agentpod.tenant'] === pod.tenant &&
        item.labels['dev.agentpod.pod'] === pod.name,
    );
    expect(found.map(([, item]) => item.state === 'running')).toEqual([!pod.suspended]);
  }
}

/** The proxy is on the network of every tenant that has something to be routed to, at its address. */
function expectRoutes(world: World, desired: DesiredState): void {
  const routed = desired.pods.filter((pod) => pod.hosts.length > 0);
  const proxy = world.runtime.containers.get('agentpod__traefik');
  if (routed.length > 0) expect(proxy?.state).toBe('running');
  for (const { tenant, key } of routed) {
    const network = `agentpod_${tenant}`;
    const subnet = world.runtime.networks.get(network)?.subnet ?? '';
    expect(proxy?.addresses?.[network]).toBe(proxyAddress(subnet));
    const routes = world.runtime.volumes.get('agentpod__routes');
    expect([...(routes?.files.keys() ?? [])]).toContain(routeFileName(key));
  }
}

/** What the gateways read, whichever way they got to where they are. */
async function expectFreshSecrets(world: World, desired: DesiredState): Promise<void> {
  for (const { key, agent, secrets } of desired.pods) {
    if (agent !== 'openclaw') continue;
    const record = (await world.store.load()).pods.find((item) => item.key === key);
    const container = [...world.runtime.containers.values()].find(
      (item) => item.labels['dev.agentpod.uid'] === record?.uid,
    );
    const files = world.runtime.volumes.get(container?.volumes.secrets ?? '')?.files;
    const text = (name: string) => new TextDecoder().decode(files?.get(name)?.content);
    expect(text('gateway-token')).toBe((await world.store.gatewayToken(key))?.reveal());
    for (const { name, source } of secrets) {
      if (source.kind === 'env') expect(text(name)).toContain(source.name);
    }
  }
}

// On a busy machine three hundred fleets take their time.
describe('the plan', { timeout: 60_000 }, () => {
  test('one pass makes the world match, and the next writes nothing', () =>
    fc.assert(
      fc.asyncProperty(fleet, async (desired) => {
        const world = new World();
        await world.apply(desired);
        const settled = await world.plan(desired);
        expect(settled.operations).toEqual([]);
        expect(settled.subjects.filter((item) => item.verdict !== 'unchanged')).toEqual([]);
        await expectNoWrites(world, desired);
        expectShape(world, desired);
      }),
      RUNS,
    ));

  test('from any fleet to any other, through any disturbance, it converges', () =>
    fc.assert(
      fc.asyncProperty(
        fleet,
        fleet,
        fc.array(disturbance, { maxLength: 4 }),
        async (first, second, faults) => {
          const world = new World();
          await world.apply(first);
          for (const fault of faults) await disturb(world, fault);
          const options = { ...PRUNE_ALL, acceptDataLoss: true, replaceUnknown: true };
          await settle(world, second, options);
          await expectNoWrites(world, second);
          expectShape(world, second);
          await expectFreshSecrets(world, second);
        },
      ),
      RUNS,
    ));

  test('a process killed before any of its writes leaves nothing that the next pass cannot finish', () =>
    fc.assert(
      fc.asyncProperty(fleet, fleet, fc.nat(60), async (first, second, step) => {
        const world = new World();
        await world.apply(first);
        world.killBeforeWrite(step);
        await world.apply(second, PRUNE_ALL).catch(() => undefined);
        world.revive();
        await settle(world, second, PRUNE_ALL);
        await expectNoWrites(world, second);
        expectShape(world, second);
      }),
      RUNS,
    ));

  test('objects of others are never touched, whatever they are called', () =>
    fc.assert(
      fc.asyncProperty(fleet, fleet, async (first, second) => {
        const world = new World();
        world.runtime.networks.set('agentpod_a', {
          id: 'n',
          subnet: '10.9.0.0/24',
          bridge: 'br-other',
          labels: {},
          endpoints: new Set(),
        });
        world.runtime.volumes.set('agentpod_acme_agent_state', { labels: {}, files: new Map() });
        world.runtime.volumes.set('shop_data', { labels: {}, files: new Map() });
        await world.apply(first);
        await world.apply(second, PRUNE_ALL);
        await world.apply(EMPTY, { ...PRUNE_ALL, deleteVolumes: true });
        const foreign = world.runtime.journal.filter((line) =>
          /(remove|start|stop|write)\w+ (.*,)?(agentpod_a|agentpod_acme_agent_state|shop_data)(,|$)/.test(
            line,
          ),
        );
        expect(foreign).toEqual([]);
        expect([...world.runtime.networks.keys()]).toEqual(['agentpod_a']);
        expect([...world.runtime.volumes.keys()].sort()).toEqual([
          'agentpod_acme_agent_state',
          'shop_data',
        ]);
      }),
      RUNS,
    ));

  test('same input, same bytes; and the order of what is observed does not matter', () =>
    fc.assert(
      fc.asyncProperty(
        fleet,
        fleet,
        fc.array(disturbance, { maxLength: 3 }),
        async (first, second, faults) => {
          const world = new World();
          await world.apply(first);
          for (const fault of faults) await disturb(world, fault);
          const observed = await world.observe(second);
          const options = { ...world.settings, ...PRUNE_ALL, now: '2026-11-24T00:00:00Z' };
          const shuffled = {
            ...observed,
            containers: observed.containers.toReversed(),
            networks: observed.networks.toReversed(),
            volumes: observed.volumes.toReversed(),
            records: {
              tenants: observed.records.tenants.toReversed(),
              pods: observed.records.pods.toReversed(),
            },
          };
          const text = JSON.stringify(makePlan(second, observed, options));
          expect(JSON.stringify(makePlan(second, observed, options))).toBe(text);
          expect(JSON.stringify(makePlan(second, shuffled, options))).toBe(text);
        },
      ),
      RUNS,
    ));

  test('a volume goes only when the manifest said delete, or a person asked', () =>
    fc.assert(
      fc.asyncProperty(fleet, fleet, async (first, second) => {
        const world = new World();
        await world.apply(first);
        const retained = first.pods
          .filter((pod) => pod.spec.deletionPolicy === 'retain')
          .map((pod) => `agentpod_${pod.tenant}_${pod.name}_state`);
        const had = retained.filter((name) => world.runtime.volumes.has(name));
        await world.apply(second, PRUNE_ALL);
        await world.apply(EMPTY, PRUNE_ALL);
        const kept = second.pods
          .filter((pod) => pod.spec.deletionPolicy === 'delete')
          .map((pod) => `agentpod_${pod.tenant}_${pod.name}_state`);
        expect(
          had.filter((name) => !world.runtime.volumes.has(name) && !kept.includes(name)),
        ).toEqual([]);
      }),
      RUNS,
    ));
});
