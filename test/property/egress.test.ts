import { describe, expect, test } from 'vitest';
import {
  type Chain,
  type EgressGround,
  type EgressPod,
  egressRules,
  type Match,
  type Ruleset,
} from '../../src/core/egress/rules.ts';
import type { EgressPolicy } from '../../src/core/model/egress.ts';
import { hostAddress, within } from '../../src/core/util/subnet.ts';
import { fc } from './fast-check.ts';

/**
 * The rules against what they are for: a small machine that runs a packet through them, and, told
 * without rules, what a pod may reach. Both must say the same of every packet.
 */
interface Packet {
  readonly from: string;
  readonly source: string;
  /** The bridge that it leaves by; `eth0` for the world, `host` for the host itself. */
  readonly towards: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly port: number;
  readonly reply: boolean;
}

const POOL = '10.213.0.0/16';
const SUBNETS = ['10.213.0.0/25', '10.213.0.128/25', '10.212.7.0/25'];
const RESOLVER = '192.168.0.53';
const TENANTS = SUBNETS.map((subnet, index) => ({
  bridge: `ap-${index}`,
  subnet,
  proxy: hostAddress(subnet, 2),
}));
const HOSTS = {
  'api.example.com': ['203.0.113.7', '203.0.113.8'],
  'lan.example.com': ['10.1.1.1'],
};

const FORBIDDEN = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', POOL, ...SUBNETS];
const PRIVATE = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
];

const destination = fc.constantFrom(
  '203.0.113.7',
  '203.0.113.99',
  '8.8.8.8',
  '10.1.1.1',
  '10.1.1.2',
  '192.168.4.4',
  '172.17.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '127.0.0.1',
  RESOLVER,
  ...SUBNETS.flatMap((subnet) => [1, 2, 64, 65].map((n) => hostAddress(subnet, n))),
);

const target = fc.constantFrom(
  '203.0.113.7',
  '203.0.113.0/24',
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.1.1.0/24',
  '192.168.4.4',
  'api.example.com',
  'lan.example.com',
  'gone.example.com',
);
const policy: fc.Arbitrary<EgressPolicy> = fc.record({
  default: fc.constantFrom('open', 'none'),
  allow: fc.array(
    fc.record({ to: target, ports: fc.constantFrom<number[]>([], [443], [53, 443]) }),
    { maxLength: 3 },
  ),
});

const ground: fc.Arbitrary<EgressGround> = fc
  .array(fc.record({ tenant: fc.nat(2), n: fc.constantFrom(64, 65), policy }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((pods) => {
    const placed = pods.map(({ tenant, n, policy: wish }): EgressPod => {
      const { bridge, subnet } = TENANTS[tenant] ?? { bridge: '', subnet: POOL };
      return { bridge, address: hostAddress(subnet, n), policy: wish };
    });
    const distinct = new Map(placed.map((pod) => [pod.address, pod]));
    const pool = { instance: 'x', subnetPool: POOL, resolvers: [RESOLVER], hosts: HOSTS };
    return { ...pool, tenants: TENANTS, pods: [...distinct.values()] };
  });

const packet: fc.Arbitrary<Packet> = fc
  .record({
    from: fc.constantFrom('ap-0', 'ap-1', 'ap-2', 'eth0'),
    source: fc.constantFrom(
      '203.0.113.7',
      ...SUBNETS.flatMap((s) => [2, 40, 64, 65].map((n) => hostAddress(s, n))),
    ),
    destination,
    toHost: fc.boolean(),
    protocol: fc.constantFrom('tcp', 'udp', 'icmp'),
    port: fc.constantFrom(53, 80, 443),
    reply: fc.boolean(),
  })
  .map(({ toHost, ...rest }) => ({ ...rest, towards: toHost ? 'host' : wayTo(rest.destination) }));

function wayTo(address: string): string {
  return TENANTS.find(({ subnet }) => within(address, subnet))?.bridge ?? 'eth0';
}

describe('egress rules', () => {
  test('let through what a pod may reach, and not a packet more', () =>
    fc.assert(
      fc.property(ground, packet, (facts, one) => {
        expect(passes(egressRules(facts), one)).toBe(mayPass(facts, one));
      }),
      { numRuns: 3000 },
    ));

  test('do not depend on the order in which pods and tenants are named', () =>
    fc.assert(
      fc.property(ground, (facts) => {
        const turned = {
          ...facts,
          pods: facts.pods.toReversed(),
          tenants: facts.tenants.toReversed(),
        };
        expect(egressRules(turned)).toEqual(egressRules(facts));
      }),
      { numRuns: 200 },
    ));
});

/** What is wanted, said without rules. */
function mayPass({ pods, hosts }: EgressGround, one: Packet): boolean {
  const { from, towards, destination: to, reply } = one;
  const tenant = TENANTS.find(({ bridge }) => bridge === from);
  if (tenant === undefined) return towards === 'eth0' || towards === 'host' || reply;
  if (from === towards || reply) return true;
  const proxy = one.source === tenant.proxy;
  if (proxy && towards !== 'host') return true;
  const pod = pods.find(({ bridge, address }) => bridge === from && address === one.source);
  if (pod === undefined) return false;
  const { default: otherwise, allow } = pod.policy;
  const asks = otherwise === 'open' || allow.length > 0;
  if (asks && to === RESOLVER && one.protocol !== 'icmp' && one.port === 53) return true;
  if (towards === 'host' || FORBIDDEN.some((range) => within(to, range))) return false;
  const isPrivate = (place: string) => PRIVATE.some((range) => within(place, range));
  const named = allow.some(({ to: place, ports }) => {
    if (ports.length > 0 && (one.protocol === 'icmp' || !ports.includes(one.port))) return false;
    const resolved = hosts[place];
    if (resolved !== undefined) return resolved.includes(to);
    if (!/^\d/.test(place)) return false;
    return within(to, place) && (!isPrivate(to) || isPrivate(place));
  });
  return named || (otherwise === 'open' && !isPrivate(to));
}

/** The rules' own machine. */
function passes(ruleset: Ruleset, one: Packet): boolean {
  const hook = one.towards === 'host' ? 'input' : 'forward';
  const chain = ruleset.chains.find((item) => item.hook === hook);
  return chain === undefined || (run(ruleset, chain, one) ?? 'accept') === 'accept';
}

function run(ruleset: Ruleset, chain: Chain, one: Packet): 'accept' | 'drop' | undefined {
  for (const { when, verdict } of chain.rules) {
    if (!when.every((match) => fits(ruleset, match, one))) continue;
    if (verdict === 'accept' || verdict === 'drop') return verdict;
    const name = typeof verdict === 'object' ? verdict.jump : policyOf(ruleset, one);
    const next = ruleset.chains.find((item) => item.name === name);
    const end = next && run(ruleset, next, one);
    if (end !== undefined) return end;
  }
  return undefined;
}

function policyOf({ policies }: Ruleset, one: Packet): string | undefined {
  return policies.find((item) => item.bridge === one.from && item.address === one.source)?.chain;
}

function fits(ruleset: Ruleset, match: Match, one: Packet): boolean {
  switch (match.kind) {
    case 'from-tenant':
      return ruleset.bridges.includes(one.from);
    case 'to-tenant':
      return ruleset.bridges.includes(one.towards);
    case 'same-bridge':
      return one.from === one.towards && ruleset.bridges.includes(one.from);
    case 'reply':
      return one.reply;
    case 'not-established':
      return !one.reply;
    case 'not-ipv4':
      return false;
    case 'source':
      return ruleset[match.set].some(
        (item) => item.bridge === one.from && item.address === one.source,
      );
    case 'destination':
      return match.ranges.some((range) => within(one.destination, range));
    case 'ports':
      return one.protocol !== 'icmp' && match.ports.includes(one.port);
  }
}
