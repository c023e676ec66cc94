import { AgentPodError, isFailure } from '../core/model/errors.ts';
import type { Operation } from '../core/model/operation.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { Workspace } from './workspace.ts';

/**
 * Fails with `PlanMoved` when a secret that the plan writes is no longer the one that it was made
 * with, before anything is touched: a plan is carried out as it was shown, or not at all.
 */
export async function checkSecrets(
  workspace: Workspace,
  operations: readonly Operation[],
): Promise<void> {
  for (const { action } of operations) {
    if (action.kind !== 'content.write') continue;
    for (const item of action.secrets?.items ?? []) {
      // The newest token is always the right one; one that was rotated since shows in the next plan.
      if (item.source.kind === 'generated') continue;
      await resolveSecret(workspace, action.pod, item).catch((error: unknown) => {
        throw isFailure(error, 'SecretMoved') ? planMoved(error as AgentPodError) : error;
      });
    }
  }
}

function planMoved({ message }: AgentPodError): AgentPodError {
  return new AgentPodError('Conflict', 'PlanMoved', `${message}, so it is not applied`, {
    hint: 'make a new plan, look at it and apply that',
  });
}
