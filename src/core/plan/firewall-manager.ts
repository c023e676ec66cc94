import { networkName } from '../desired/names.ts';
import { bridgeName } from '../desired/tenant-network.ts';
import { hostNames } from '../egress/policy.ts';
import { renderRules } from '../egress/render.ts';
import { type EgressGround, type EgressPod, egressRules } from '../egress/rules.ts';
import type { DesiredPod } from '../model/desired.ts';
import { type EgressPolicy, isOpen, type ObservedFirewall, OPEN } from '../model/egress.ts';
import type { ObservedState, PodRecord } from '../model/observed.ts';
import type { SubjectPlan, Verdict } from '../model/operation.ts';
import { FIREWALL, type PodKey, splitPodKey } from '../model/resource.ts';
import { proxyAddress } from '../proxy/proxy-address.ts';
import { sha256 } from '../util/hash.ts';
import { sortBy } from '../util/sort.ts';
import type { Allocation } from './allocate.ts';
import type { PlanOptions } from './options.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { TenantGround } from './tenant-manager.ts';

/** The host's rules on where pods may connect to: one set for all pods of the instance. */

export interface FirewallRequest {
  /** Every pod in the manifests: an address that is about to be used has its rules before it is. */
  readonly wanted: readonly DesiredPod[];
  /** Those that this plan is about. */
  readonly pods: readonly DesiredPod[];
  readonly grounds: ReadonlyMap<string, TenantGround>;
  readonly allocation: Allocation;
  readonly leaving: ReadonlySet<PodKey>;
}

/**
 * Plans the rules before any pod starts; answers what pods must wait for. Rules know interfaces by name,
 * so they wait for no network: a tenant that fails holds nobody else up.
 */
export function planFirewall(
  builder: PlanBuilder,
  request: FirewallRequest,
  observed: ObservedState,
  options: PlanOptions,
): readonly number[] {
  const { firewall } = observed;
  const { pods } = request;
  if (!firewall.available) {
    const open = pods.filter(({ spec }) => isOpen(spec.egress)).length;
    if (open > 0) builder.warnings.push(unguarded(open, firewall.reason));
    return [];
  }
  const places = placesOf(request, observed, options);
  // The last pod takes the rules with it: planned by `planFirewallEnd`, after it is gone.
  if (places.length === 0) return [];
  builder.warnings.push(...unresolved(pods, firewall.hosts));
  const ground = groundOf(places, request, { observed, firewall }, options);
  const rules = renderRules(egressRules(ground), ground.hosts);
  const story = storyOf(sha256(rules), firewall);
  if (story === undefined) return [];
  builder.subjects.push({ subject: FIREWALL, impact: 'none', secondsDown: 0, ...story });
  builder.changes.push({
    subject: FIREWALL,
    section: story.verdict === 'heal' ? 'drift' : 'pending',
    path: 'rules',
    before: firewall.written === undefined ? undefined : { value: firewall.written.slice(0, 12) },
    after: { value: story.verdict === 'heal' ? 'changed on the host' : sha256(rules).slice(0, 12) },
    impact: 'none',
  });
  return [builder.add(FIREWALL, { kind: 'firewall.write', rules }, story.cause)];
}

/** Without pods there is nothing to guard; the last ones go first. */
export function planFirewallEnd(
  builder: PlanBuilder,
  request: FirewallRequest,
  observed: ObservedState,
  options: PlanOptions,
): void {
  const { firewall } = observed;
  if (!firewall.available || firewall.written === undefined) return;
  if (placesOf(request, observed, options).length > 0) return;
  const ends = builder.operations.filter(({ action }) => action.kind === 'container.remove');
  const after = ends.map(({ id }) => id);
  const cause = 'no pod is left';
  builder.add(FIREWALL, { kind: 'firewall.remove' }, cause, { after });
  const story = { verdict: 'delete', cause, impact: 'none', secondsDown: 0 } as const;
  builder.subjects.push({ subject: FIREWALL, ...story });
}

/** Why the pod may not start; undefined when its wish can be granted. */
export function egressBlock(pod: DesiredPod, { firewall }: ObservedState): string | undefined {
  if (firewall.available || isOpen(pod.spec.egress)) return undefined;
  return `its egress rules cannot be kept: ${firewall.reason}`;
}

function unguarded(count: number, reason: string): string {
  const pods = count === 1 ? 'a pod' : `${count} pods`;
  return `${pods} can reach the host and private addresses, since no egress rules can be written: ${reason}`;
}

function unresolved(
  pods: readonly DesiredPod[],
  hosts: Readonly<Record<string, readonly string[]>>,
): string[] {
  return pods.flatMap(({ key, spec }) =>
    hostNames([spec.egress])
      .filter((host) => (hosts[host] ?? []).length === 0)
      .map((host) => `pod/${key} cannot reach ${host}: the name has no IPv4 address now`),
  );
}

function storyOf(
  wanted: string,
  { written, intact }: Available,
): (Pick<SubjectPlan, 'cause'> & { readonly verdict: Verdict }) | undefined {
  if (written === undefined) return { verdict: 'create', cause: 'no rules are written yet' };
  if (written !== wanted) return { verdict: 'update', cause: 'pods or their egress changed' };
  return intact ? undefined : { verdict: 'heal', cause: 'the rules on the host were changed' };
}

interface Place {
  readonly tenant: string;
  readonly addresses: readonly string[];
  readonly policy: EgressPolicy;
}

/** Every pod that stays, in these manifests or not, made already or not. */
function placesOf(
  { wanted, pods, allocation, leaving }: FirewallRequest,
  observed: ObservedState,
  { egressOfAll = false }: PlanOptions,
): Place[] {
  const known = new Map(wanted.map((pod) => [pod.key, pod]));
  const planned = new Set(
    (egressOfAll ? wanted.filter(({ leftAlone }) => !leftAlone) : pods).map(({ key }) => key),
  );
  const records = new Map(observed.records.pods.map((record) => [record.key, record]));
  const keys = [...new Set([...known.keys(), ...records.keys()])].filter(
    (key) => !leaving.has(key),
  );
  return sortBy(keys, (key) => key).flatMap((key) => {
    const record = records.get(key);
    const address = allocation.pods.get(key)?.address ?? record?.address;
    const wish = known.get(key)?.spec.egress;
    const policy = (planned.has(key) ? wish : keptPolicy(record, wish)) ?? OPEN;
    const held = observed.containers
      .filter(({ pod }) => pod === key)
      .flatMap((item) => item.addresses);
    // One that an earlier version made has an address that nobody leased.
    const addresses = address === undefined ? held : [address];
    return addresses.length === 0 ? [] : [{ tenant: splitPodKey(key).tenant, addresses, policy }];
  });
}

/** A pod that the plan is not about keeps what it has; one that has nothing yet gets its wish. */
function keptPolicy(
  record: PodRecord | undefined,
  wish: EgressPolicy | undefined,
): EgressPolicy | undefined {
  return record?.applied === undefined ? wish : record.applied.egress;
}

type Available = Extract<ObservedFirewall, { readonly available: true }>;

function groundOf(
  places: readonly Place[],
  { grounds, allocation }: FirewallRequest,
  { observed, firewall }: { readonly observed: ObservedState; readonly firewall: Available },
  { instance, subnetPool }: PlanOptions,
): EgressGround {
  const networks = new Map(observed.networks.map((network) => [network.tenant, network]));
  const records = new Map(observed.records.tenants.map((record) => [record.name, record]));
  const bridgeOf = (tenant: string) =>
    grounds.get(tenant)?.bridge ??
    networks.get(tenant)?.bridge ??
    bridgeName(networkName(instance, tenant));
  const names = [...new Set(places.map(({ tenant }) => tenant))];
  const wanted = hostNames(places.map(({ policy }) => policy));
  return {
    instance,
    subnetPool,
    tenants: names.flatMap((name) => {
      const subnet =
        networks.get(name)?.subnet ??
        allocation.tenants.get(name)?.subnet ??
        records.get(name)?.subnet;
      return subnet === undefined
        ? []
        : [{ bridge: bridgeOf(name), subnet, proxy: proxyAddress(subnet) }];
    }),
    pods: places.flatMap(({ tenant, addresses, policy }) =>
      addresses.map((address): EgressPod => ({ bridge: bridgeOf(tenant), address, policy })),
    ),
    resolvers: firewall.resolvers,
    hosts: Object.fromEntries(wanted.map((host) => [host, firewall.hosts[host] ?? []])),
  };
}
