import { expect, test } from 'vitest';
import type { EgressPolicy } from '../../src/core/model/egress.ts';
import { aPod } from '../builders.ts';
import { World } from '../fakes/world.ts';
import { type Case, describePlans, fleetOf, PRUNE } from './plan-case.ts';

const NONE: EgressPolicy = { default: 'none', allow: [] };
const LISTED: EgressPolicy = {
  default: 'none',
  allow: [{ to: 'api.example.com', ports: [443] }],
};
const open = aPod();
const closed = aPod({ spec: { egress: NONE } });
const listed = aPod({ spec: { egress: LISTED } });
const other = aPod({ key: 'globex/agent' });

const CASES: readonly Case[] = [
  {
    title: 'another egress is live and touches no container',
    before: fleetOf(open, other),
    desired: fleetOf(closed, other),
  },
  {
    title: 'rules that a hand removed are written again',
    before: fleetOf(open),
    disturb: (world) => {
      world.firewall.intact = false;
    },
    desired: fleetOf(open),
  },
  {
    title: 'without a packet filter a pod with egress rules is blocked and open ones are warned of',
    disturb: (world) => {
      world.firewall.unavailable = 'the Engine is on another machine';
    },
    desired: fleetOf(closed, other),
  },
  {
    title: 'the rules go with the last pod',
    before: fleetOf(other),
    desired: { tenants: [], pods: [], warnings: [] },
    options: { prune: { ...PRUNE.prune, allowEmpty: true } },
  },
  {
    title: 'a name without an address is said',
    desired: fleetOf(listed),
  },
];

describePlans('egress', CASES);

test('a pod that these manifests do not name keeps its rules', async () => {
  const world = new World();
  await world.apply(fleetOf(closed));
  const before = world.firewall.rules ?? '';
  expect(before).toContain('goto none');
  await world.apply(fleetOf(other));
  expect(world.firewall.rules).toContain('goto none');
  expect(world.firewall.rules).toContain('goto open');
});

test('a name whose address moved is a change of the rules alone', async () => {
  const world = new World();
  world.firewall.names.set('api.example.com', ['203.0.113.7']);
  await world.apply(fleetOf(listed));
  expect((await world.plan(fleetOf(listed))).operations).toEqual([]);
  world.firewall.names.set('api.example.com', ['203.0.113.8']);
  const { operations } = await world.plan(fleetOf(listed));
  expect(operations.map(({ action }) => action.kind)).toEqual(['firewall.write']);
});

test('an address that a stranger holds is leased to no pod, and given up by the one that had it', async () => {
  const world = new World();
  await world.apply(fleetOf(open));
  const [first] = (await world.observe(fleetOf(open))).records.pods;
  expect(first?.address).toBe('10.213.0.64');
  world.runtime.crash('agentpod_acme_agent_g1');
  world.runtime.addForeign('shop');
  world.runtime.mutate('shop', (shop) => {
    Object.assign(shop, { state: 'running', spec: { ...shop.spec, address: '10.213.0.64' } });
  });
  await world.apply(fleetOf(open));
  const [moved] = (await world.observe(fleetOf(open))).records.pods;
  expect(moved?.address).toBe('10.213.0.65');
});

test('after a lost database pods keep the addresses that their containers have', async () => {
  const world = new World();
  const before = fleetOf(aPod({ key: 'acme/b' }), aPod({ key: 'acme/c' }));
  await world.apply(before);
  world.loseMemory();
  const more = fleetOf(aPod({ key: 'acme/a' }), ...before.pods);
  await world.apply(more, { replaceUnknown: true });
  const { records } = await world.observe(more);
  expect(records.pods.map(({ key, address }) => [key, address])).toEqual([
    ['acme/a', '10.213.0.66'],
    ['acme/b', '10.213.0.64'],
    ['acme/c', '10.213.0.65'],
  ]);
});

test('rules know the pods that a plan is not about, made already or not', async () => {
  const world = new World();
  const closedOther = aPod({ key: 'globex/agent', spec: { egress: NONE } });
  await world.apply(fleetOf(open, closedOther), { only: new Set(['pod/acme/agent']) });
  const { rules } = world.firewall;
  expect(rules).toContain('10.213.0.192');
  expect(rules).toContain('goto none');
  await world.apply(fleetOf(open, closedOther), { only: new Set(['pod/globex/agent']) });
  expect(world.firewall.writes).toBe(1);
});

test('a pod that is to be left alone keeps its container and its rules, and the plan says so', async () => {
  const world = new World();
  await world.apply(fleetOf(open, other));
  const left = { ...closed, leftAlone: true, suspended: true };
  const plan = await world.plan(fleetOf(left, other), { egressOfAll: true });
  expect(plan.operations).toEqual([]);
  expect(plan.warnings).toEqual([
    'pod/acme/agent is left alone, as its annotation agentpod.dev/reconcile says',
  ]);
});

test('a change of egress that a plan is not about waits, unless the rules are to be as all wish', async () => {
  const world = new World();
  await world.apply(fleetOf(open, other));
  const only = new Set(['pod/globex/agent'] as const);
  await world.apply(fleetOf(closed, other), { only });
  expect(world.firewall.rules).not.toContain('goto none');
  await world.apply(fleetOf(closed, other), { only, egressOfAll: true });
  expect(world.firewall.rules).toContain('goto none');
});
