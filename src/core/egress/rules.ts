import { type EgressPolicy, isOpen } from '../model/egress.ts';
import { hashJson } from '../util/hash.ts';
import { sortBy } from '../util/sort.ts';
import { isAddress } from '../util/subnet.ts';
import { FORBIDDEN, isPrivate, outermost, PRIVATE } from './ranges.ts';

/**
 * Who may reach what, as rules that are data: a packet goes through a chain from top to bottom, and the
 * first rule that fits and says accept or drop decides. `render.ts` turns them into text.
 */

export interface EgressGround {
  readonly instance: string;
  /** CIDR that tenant networks are cut from: no pod reaches into it. */
  readonly subnetPool: string;
  readonly tenants: readonly EgressTenant[];
  readonly pods: readonly EgressPod[];
  readonly resolvers: readonly string[];
  readonly hosts: Readonly<Record<string, readonly string[]>>;
}

interface EgressTenant {
  readonly bridge: string;
  readonly subnet: string;
  /** The reverse proxy's address on this network. */
  readonly proxy: string;
}

export interface EgressPod {
  readonly bridge: string;
  readonly address: string;
  readonly policy: EgressPolicy;
}

/** An interface and the only source addresses that are believed on it. */
export interface Source {
  readonly bridge: string;
  readonly address: string;
}

export type Match =
  | { readonly kind: 'from-tenant' | 'to-tenant' | 'same-bridge' }
  /** An answer on a connection that the other side opened. */
  | { readonly kind: 'reply' }
  | { readonly kind: 'not-established' | 'not-ipv4' }
  | { readonly kind: 'source'; readonly set: 'proxies' | 'askers' }
  | { readonly kind: 'destination'; readonly ranges: readonly string[] }
  /** TCP and UDP. */
  | { readonly kind: 'ports'; readonly ports: readonly number[] };

export type Verdict =
  | 'accept'
  | 'drop'
  | { readonly jump: string }
  /** By source, to the chain of the pod's policy; falls through for a source that is not known. */
  | 'policy-of-source';

export interface Rule {
  readonly when: readonly Match[];
  readonly verdict: Verdict;
}

export interface Chain {
  readonly name: string;
  readonly hook?: 'forward' | 'input';
  readonly rules: readonly Rule[];
}

export interface Ruleset {
  readonly table: string;
  readonly bridges: readonly string[];
  readonly proxies: readonly Source[];
  /** Pods that may ask name servers. */
  readonly askers: readonly Source[];
  /** Which chain decides for which pod. */
  readonly policies: readonly (Source & { readonly chain: string })[];
  /** In an order in which each chain comes after those that it refers to. */
  readonly chains: readonly Chain[];
}

const DNS_PORT = 53;

export function egressRules(ground: EgressGround): Ruleset {
  const pods = sortBy(ground.pods, ({ bridge, address }) => `${bridge} ${address}`);
  const policies = pods.map(({ bridge, address, policy }) => ({
    bridge,
    address,
    chain: chainName(policy, ground),
  }));
  const distinct = new Map(pods.map(({ policy }) => [chainName(policy, ground), policy]));
  const tenants = sortBy(ground.tenants, ({ bridge }) => bridge);
  return {
    table: tableName(ground.instance),
    bridges: tenants.map(({ bridge }) => bridge),
    proxies: tenants.map(({ bridge, proxy }) => ({ bridge, address: proxy })),
    askers: pods.filter(({ policy }) => asksNames(policy)).map(sourceOf),
    policies,
    chains: [
      ...sortBy(distinct, ([name]) => name).map(([name, policy]) => ({
        name,
        rules: policyRules(policy, ground),
      })),
      { name: 'outbound', rules: outboundRules(ground) },
      { name: 'to_host', rules: hostRules(ground) },
      { name: 'forward', hook: 'forward', rules: FORWARD },
      { name: 'input', hook: 'input', rules: INPUT },
    ],
  };
}

export function tableName(instance: string): string {
  return `agentpod_${instance}`;
}

function sourceOf({ bridge, address }: Source): Source {
  return { bridge, address };
}

/** Pods of one policy share a chain; its name tells the policy and the addresses behind its names. */
function chainName(policy: EgressPolicy, { hosts }: EgressGround): string {
  if (isOpen(policy)) return 'open';
  if (!asksNames(policy)) return 'none';
  const addresses = policy.allow.map(({ to }) => hosts[to] ?? []);
  return `allow_${hashJson([policy, addresses]).slice(0, 12)}`;
}

/** Without anywhere to go, names are of no use but to smuggle data out. */
function asksNames({ default: otherwise, allow }: EgressPolicy): boolean {
  return otherwise === 'open' || allow.length > 0;
}

const FORWARD: readonly Rule[] = [
  // Seen here only where the kernel passes bridged packets through: a tenant's pods are one another's.
  { when: [{ kind: 'same-bridge' }], verdict: 'accept' },
  { when: [{ kind: 'from-tenant' }], verdict: { jump: 'outbound' } },
  // Docker lets whoever can route to a pod reach its published port, loopback binding or not.
  { when: [{ kind: 'to-tenant' }, { kind: 'not-established' }], verdict: 'drop' },
];

const INPUT: readonly Rule[] = [{ when: [{ kind: 'from-tenant' }], verdict: { jump: 'to_host' } }];

/**
 * Only answers pass unseen, not whatever belongs to a connection: so a policy that became stricter
 * also ends connections that the pod opened before.
 */
const ANSWERS: Rule = { when: [{ kind: 'reply' }], verdict: 'accept' };

function nameQueries({ resolvers }: EgressGround): Rule[] {
  if (resolvers.length === 0) return [];
  // Before anything is forbidden: some clouds serve names on a link-local address.
  const when: Match[] = [
    { kind: 'source', set: 'askers' },
    to(resolvers),
    { kind: 'ports', ports: [DNS_PORT] },
  ];
  return [{ when, verdict: 'accept' }];
}

function outboundRules(ground: EgressGround): Rule[] {
  const { subnetPool, tenants } = ground;
  const forbidden = [
    ...Object.keys(FORBIDDEN),
    subnetPool,
    // The pool may have been another one when they were made.
    ...tenants.map(({ subnet }) => subnet),
  ];
  return [
    ANSWERS,
    { when: [{ kind: 'not-ipv4' }], verdict: 'drop' },
    // The Engine may choose any of the proxy's networks as its way out, e.g. for certificates.
    { when: [{ kind: 'source', set: 'proxies' }], verdict: 'accept' },
    ...nameQueries(ground),
    { when: [to(forbidden)], verdict: 'drop' },
    { when: [], verdict: 'policy-of-source' },
    // A source that no pod has: forged, or a container that AgentPod does not know.
    { when: [], verdict: 'drop' },
  ];
}

function hostRules(ground: EgressGround): Rule[] {
  return [ANSWERS, ...nameQueries(ground), { when: [], verdict: 'drop' }];
}

function policyRules({ default: otherwise, allow }: EgressPolicy, ground: EgressGround): Rule[] {
  const rules = allow.flatMap(({ to: target, ports }) => {
    const ranges = isAddress(target) ? [target] : (ground.hosts[target] ?? []);
    if (ranges.length === 0) return [];
    const when: Match[] = [
      to(ranges),
      ...(ports.length > 0 ? [{ kind: 'ports', ports } as const] : []),
    ];
    // A name names the address that it stands for, private or not.
    return [
      {
        named: !isAddress(target) || isPrivate(target),
        rule: { when, verdict: 'accept' } as const,
      },
    ];
  });
  const named = rules.filter((item) => item.named).map(({ rule }) => rule);
  const wide = rules.filter((item) => !item.named).map(({ rule }) => rule);
  return [
    ...named,
    { when: [to(PRIVATE)], verdict: 'drop' },
    ...wide,
    { when: [], verdict: otherwise === 'open' ? 'accept' : 'drop' },
  ];
}

function to(ranges: readonly string[]): Match {
  return { kind: 'destination', ranges: outermost(ranges) };
}
