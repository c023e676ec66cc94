import { namePrefix } from '../desired/names.ts';
import { TENANT_PREFIX } from '../desired/tenant-network.ts';
import type { DesiredPod, DesiredTenant } from '../model/desired.ts';
import type { ObservedState, PodRecord, TenantRecord } from '../model/observed.ts';
import type { PodKey } from '../model/resource.ts';
import { proxyNetworkName } from '../proxy/names.ts';
import { uuidFrom } from '../util/hash.ts';
import { overlaps, subnets } from '../util/subnet.ts';
import { allocateAddresses } from './address-allocator.ts';
import type { PlanOptions } from './options.ts';
import { allocatePorts } from './port-allocator.ts';

/** Identities and leases for everything desired. Missing entries: the pool has no room left. */
export interface Allocation {
  readonly tenants: ReadonlyMap<string, { readonly uid: string; readonly subnet: string }>;
  readonly pods: ReadonlyMap<PodKey, PodLease>;
  /** Pods whose tenant's network is full. */
  readonly withoutAddress: ReadonlySet<PodKey>;
  /** Undefined when nothing is left for it. */
  readonly proxy: { readonly front: string; readonly socket: string } | undefined;
}

export interface PodLease {
  readonly uid: string;
  readonly port: number;
  readonly address: string;
}

/** As far as leases care. */
interface Subjects {
  readonly tenants: readonly Pick<DesiredTenant, 'name'>[];
  readonly pods: readonly Pick<DesiredPod, 'key'>[];
}

export function allocate(
  desired: Subjects,
  observed: ObservedState,
  options: PlanOptions,
): Allocation {
  const tenants = allocateTenants(desired, observed, options);
  return {
    tenants,
    proxy: allocateProxy([...tenants.values()], observed, options),
    ...allocatePods(desired, observed, options, tenants),
  };
}

function allocateTenants(desired: Subjects, observed: ObservedState, options: PlanOptions) {
  const records = new Map(observed.records.tenants.map((record) => [record.name, record]));
  const networks = new Map(observed.networks.map((network) => [network.tenant, network]));
  const taken = takenSubnets(observed);
  const pool = subnets(options.subnetPool, TENANT_PREFIX);
  const result = new Map<string, { uid: string; subnet: string }>();
  for (const { name } of desired.tenants) {
    const record = records.get(name);
    // A network that stands is the truth about its subnet: its containers already live there.
    const known = networks.get(name)?.subnet ?? usableLease(record, observed);
    const subnet = known ?? nextFree(pool, taken);
    if (subnet === undefined) continue;
    taken.push(subnet);
    result.set(name, { uid: record?.uid ?? identity(options, `tenant/${name}`), subnet });
  }
  return result;
}

function takenSubnets(observed: ObservedState): string[] {
  return [
    ...observed.busySubnets,
    ...observed.networks.map((network) => network.subnet),
    ...observed.proxy.networks.map((network) => network.subnet),
    ...observed.records.tenants.map((record) => record.subnet),
  ];
}

/** Nothing refers to these subnets but the networks themselves, so they are not kept on record. */
function allocateProxy(
  tenants: readonly { readonly subnet: string }[],
  observed: ObservedState,
  { subnetPool, instance }: PlanOptions,
): Allocation['proxy'] {
  const pool = subnets(subnetPool, TENANT_PREFIX);
  const taken = [...takenSubnets(observed), ...tenants.map(({ subnet }) => subnet)];
  const lease = (part: 'front' | 'socket'): string | undefined => {
    const name = proxyNetworkName(instance, part);
    return (
      observed.proxy.networks.find((network) => network.name === name)?.subnet ??
      nextFree(pool, taken)
    );
  };
  const [front, socket] = [lease('front'), lease('socket')];
  return front === undefined || socket === undefined ? undefined : { front, socket };
}

/** A lease whose network is gone may have been overrun by somebody else's network meanwhile. */
function usableLease(
  record: TenantRecord | undefined,
  observed: ObservedState,
): string | undefined {
  if (record === undefined) return undefined;
  return observed.busySubnets.some((busy) => overlaps(busy, record.subnet))
    ? undefined
    : record.subnet;
}

function nextFree(pool: Iterator<string>, taken: readonly string[]): string | undefined {
  for (let next = pool.next(); !next.done; next = pool.next()) {
    if (!taken.some((subnet) => overlaps(subnet, next.value))) return next.value;
  }
  return undefined;
}

function allocatePods(
  desired: Subjects,
  observed: ObservedState,
  options: PlanOptions,
  tenants: Allocation['tenants'],
): Pick<Allocation, 'pods' | 'withoutAddress'> {
  const records = new Map<PodKey, PodRecord>(
    observed.records.pods.map((record) => [record.key, record]),
  );
  const ports = allocatePorts({
    pods: desired.pods.map((pod) => pod.key),
    leases: leasesOf(observed),
    first: options.ports.first,
    last: options.ports.last,
    busy: new Set(observed.busyPorts),
    publishing: new Set(
      observed.containers
        // One that Docker restarts lists no port at that moment, and has it all the same.
        .filter(({ publish, state }) => publish.length > 0 || HOLDING.has(state))
        .map((item) => item.pod),
    ),
  });
  const addresses = allocateAddresses(
    desired.pods.map((pod) => pod.key),
    observed,
    tenants,
  );
  const adopted = new Map(observed.containers.map((container) => [container.pod, container.uid]));
  const pods = new Map<PodKey, PodLease>();
  const withoutAddress = new Set<PodKey>();
  for (const { key } of desired.pods) {
    const port = ports.get(key);
    const address = addresses.get(key);
    if (address === undefined) withoutAddress.add(key);
    if (port === undefined || address === undefined) continue;
    const uid = records.get(key)?.uid ?? adopted.get(key) ?? identity(options, `pod/${key}`);
    pods.set(key, { uid, port, address });
  }
  return { pods, withoutAddress };
}

const HOLDING = new Set(['running', 'restarting', 'paused']);

/** Without a record (a lost database) a container still tells which port its pod has. */
function leasesOf({ records, containers }: ObservedState): Map<PodKey, number> {
  const leases = new Map(records.pods.map((record) => [record.key, record.port]));
  const taken = new Set(leases.values());
  for (const { pod, publish, detail } of containers) {
    const port = (publish[0] ?? detail?.spec.publish[0])?.hostPort;
    if (port === undefined || leases.has(pod) || taken.has(port)) continue;
    leases.set(pod, port);
    taken.add(port);
  }
  return leases;
}

/** Made from the plan's inputs, so that a plan stays a pure function; unique by time and name. */
function identity(options: PlanOptions, subject: string): string {
  return uuidFrom(`${namePrefix(options.instance)}|${subject}|${options.now}`);
}
