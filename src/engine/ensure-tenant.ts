import { AgentPodError } from '../core/model/errors.ts';
import { allocate } from '../core/plan/allocate.ts';
import { NO_PRUNE } from '../core/plan/options.ts';
import { observeState } from './observe.ts';
import type { Workspace } from './workspace.ts';

/**
 * Puts a tenant on record before its first apply, with the identity and the subnet that the plan would
 * give it, so that secrets can be stored for it. Answers whether it was new. Call it under the lock.
 * `StateLost` and `NoSubnet` (InvalidInput).
 */
export async function ensureTenant(workspace: Workspace, name: string): Promise<boolean> {
  const { tenants, pods } = await workspace.store.load();
  if (tenants.some((tenant) => tenant.name === name)) return false;
  const observed = await observeState(workspace, NOTHING, { refresh: false });
  if (tenants.length === 0 && pods.length === 0 && observed.containers.length > 0) throw lost();
  const allocation = allocate({ tenants: [{ name }], pods: [] }, observed, {
    ...workspace.settings,
    now: workspace.clock.now().toISOString(),
    prune: NO_PRUNE,
  });
  const lease = allocation.tenants.get(name);
  if (lease === undefined) throw noSubnet(workspace.settings.subnetPool);
  await workspace.store.recordTenant({ name, ...lease });
  return true;
}

const NOTHING = { tenants: [], pods: [], warnings: [] } as const;

/** A first record in an empty database would hide from the next apply that the state was lost. */
function lost(): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'StateLost',
    'the state database is empty, and pods of this AgentPod are there: the state was lost, or another one is meant',
    { hint: 'run `agentpod state rebuild -f PATH` or `agentpod state restore FILE` first' },
  );
}

function noSubnet(pool: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'NoSubnet', `no free subnet left in ${pool}`, {
    hint: 'delete tenants or set AGENTPOD_SUBNET_POOL to a larger range',
  });
}
