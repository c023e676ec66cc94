import type { DesiredState } from '../../../core/model/desired.ts';
import type { PlannedPass, PlanRequest } from '../../../engine/plan-pass.ts';
import type { OpenWorkspace, Workspace, WorkspaceRequest } from '../../../engine/workspace.ts';

export const EMPTY_DESIRED: DesiredState = { tenants: [], pods: [], warnings: [] };

export async function withWorkspace<Result>(
  open: OpenWorkspace,
  request: WorkspaceRequest,
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await open(request);
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

/** Loaded only now: many commands end before they plan anything. */
export async function planPass(
  workspace: Workspace,
  desired: DesiredState,
  request: PlanRequest,
): Promise<PlannedPass> {
  const pass = await import('../../../engine/plan-pass.ts');
  return pass.planPass(workspace, desired, request);
}
