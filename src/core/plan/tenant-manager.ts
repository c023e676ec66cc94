import { networkName } from '../desired/names.ts';
import { bridgeName } from '../desired/tenant-network.ts';
import type { DesiredTenant } from '../model/desired.ts';
import type { ObservedState } from '../model/observed.ts';
import type { SubjectPlan } from '../model/operation.ts';
import { splitPodKey, tenantSubject } from '../model/resource.ts';
import type { Allocation } from './allocate.ts';
import type { PlanOptions } from './options.ts';
import type { PlanBuilder } from './plan-builder.ts';

/** What a tenant's pods may build on; undefined when the tenant is blocked. */
export interface TenantGround {
  readonly network: string;
  readonly subnet: string;
  /** The network's interface on the host. */
  readonly bridge: string;
  /** Operations that must be done before a pod joins the network. */
  readonly ready: readonly number[];
  /** The network is new: containers that were attached to its predecessor must be made anew. */
  readonly networkIsNew: boolean;
}

/** Plans a tenant's record and network. */
export function planTenant(
  builder: PlanBuilder,
  tenant: DesiredTenant,
  observed: ObservedState,
  allocation: Allocation,
  options: PlanOptions,
): TenantGround | undefined {
  const subject = tenantSubject(tenant.name);
  const network = networkName(options.instance, tenant.name);
  const lease = allocation.tenants.get(tenant.name);
  const blocked = blockedBy(network, lease, observed, options);
  if (blocked !== undefined || lease === undefined) {
    builder.subjects.push({
      subject,
      verdict: 'blocked',
      impact: 'none',
      secondsDown: 0,
      cause: blocked ?? '',
    });
    return undefined;
  }
  const record = observed.records.tenants.find((item) => item.name === tenant.name);
  const live = observed.networks.find((item) => item.name === network);
  const lived = observed.records.pods.some(({ key }) => splitPodKey(key).tenant === tenant.name);
  const isNew = record === undefined || (live === undefined && !lived);
  const story = storyOf(isNew, live !== undefined, network);
  const bridge = live?.bridge ?? bridgeName(network);
  const chain = builder.chain(subject, story.cause);
  if (record?.uid !== lease.uid || record.subnet !== lease.subnet) {
    chain.step({ kind: 'tenant.record', tenant: tenant.name, ...lease });
  }
  if (live === undefined) {
    chain.step({
      kind: 'network.create',
      network,
      tenant: tenant.name,
      subnet: lease.subnet,
      bridge,
    });
  }
  if (story.verdict === 'create') {
    const after = { value: `${network} ${lease.subnet}` };
    builder.changes.push({
      subject,
      section: 'pending',
      path: 'network',
      before: undefined,
      after,
      impact: 'none',
    });
  } else if (story.verdict === 'heal') {
    const before = { value: network };
    builder.changes.push({
      subject,
      section: 'drift',
      path: 'network',
      before,
      after: undefined,
      impact: 'recreate',
    });
  }
  builder.subjects.push({ subject, ...story, impact: 'none', secondsDown: 0 });
  return {
    network,
    subnet: lease.subnet,
    bridge,
    ready: chain.tail,
    networkIsNew: live === undefined,
  };
}

/** Without pods and without a network, a tenant may be on record only for its secrets: it is new. */
function storyOf(
  isNew: boolean,
  live: boolean,
  network: string,
): Pick<SubjectPlan, 'verdict' | 'cause'> {
  if (isNew) return { verdict: 'create', cause: 'new in the manifests' };
  if (!live) return { verdict: 'heal', cause: `network ${network} is gone` };
  return { verdict: 'unchanged', cause: '' };
}

function blockedBy(
  network: string,
  lease: { readonly subnet: string } | undefined,
  observed: ObservedState,
  options: PlanOptions,
): string | undefined {
  const foreign = observed.foreign.find((item) => item.kind === 'network' && item.name === network);
  if (foreign !== undefined) {
    return `network ${network} belongs to ${foreign.owner}, not to this AgentPod; remove or rename it`;
  }
  if (lease === undefined) {
    return `no free subnet left in ${options.subnetPool}; delete tenants or set AGENTPOD_SUBNET_POOL to a larger range`;
  }
  return undefined;
}
