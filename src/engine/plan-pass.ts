import type { DesiredState } from '../core/model/desired.ts';
import type { ObservedState } from '../core/model/observed.ts';
import type { Plan } from '../core/model/operation.ts';
import type { PodKey, Subject } from '../core/model/resource.ts';
import type { PruneOptions } from '../core/plan/options.ts';
import { makePlan } from '../core/plan/reconciler.ts';
import { observeState } from './observe.ts';
import type { Workspace } from './workspace.ts';

export interface PlanRequest {
  readonly prune: PruneOptions;
  /** A full look into every container; without it drift inside goes unseen. */
  readonly refresh: boolean;
  readonly egressOfAll?: boolean;
  readonly hung?: ReadonlyMap<PodKey, string>;
  readonly watched?: ReadonlySet<PodKey>;
  readonly deleteVolumes?: boolean;
  readonly deletionCause?: string;
  readonly acceptDataLoss?: boolean;
  readonly replaceUnknown?: boolean;
  /** Chosen when the records are known; undefined means all. */
  readonly only: (observed: ObservedState) => ReadonlySet<Subject> | undefined;
}

export interface PlannedPass {
  readonly plan: Plan;
  readonly observed: ObservedState;
}

/** One snapshot of the world, one decision over it. */
export async function planPass(
  workspace: Workspace,
  desired: DesiredState,
  request: PlanRequest,
): Promise<PlannedPass> {
  const observed = await observeState(workspace, desired, { refresh: request.refresh });
  const only = request.only(observed);
  const plan = makePlan(desired, observed, {
    ...workspace.settings,
    now: workspace.clock.now().toISOString(),
    prune: request.prune,
    ...(only === undefined ? {} : { only }),
    ...(request.egressOfAll ? { egressOfAll: true } : {}),
    ...(request.hung === undefined ? {} : { hung: request.hung }),
    ...(request.watched === undefined ? {} : { watched: request.watched }),
    ...(request.deletionCause === undefined ? {} : { deletionCause: request.deletionCause }),
    ...(request.deleteVolumes ? { deleteVolumes: true } : {}),
    ...(request.acceptDataLoss ? { acceptDataLoss: true } : {}),
    ...(request.replaceUnknown ? { replaceUnknown: true } : {}),
  });
  return { plan, observed };
}
