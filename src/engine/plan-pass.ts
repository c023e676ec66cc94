import type { DesiredState } from '../core/model/desired.ts';
import type { ObservedState } from '../core/model/observed.ts';
import type { Plan } from '../core/model/operation.ts';
import type { Subject } from '../core/model/resource.ts';
import type { PlanOptions } from '../core/plan/options.ts';
import { makePlan } from '../core/plan/reconciler.ts';
import { observeState } from './observe.ts';
import type { Workspace, WorkspaceSettings } from './workspace.ts';

type Settled = keyof WorkspaceSettings | 'now' | 'only';

export interface PlanRequest extends Omit<PlanOptions, Settled> {
  /** A full look into every container; without it drift inside goes unseen. */
  readonly refresh: boolean;
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
  { refresh, only: choose, ...wishes }: PlanRequest,
): Promise<PlannedPass> {
  const observed = await observeState(workspace, desired, { refresh });
  const only = choose(observed);
  const plan = makePlan(desired, observed, {
    ...workspace.settings,
    ...wishes,
    now: workspace.clock.now().toISOString(),
    ...(only === undefined ? {} : { only }),
  });
  return { plan, observed };
}
