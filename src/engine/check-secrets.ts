import { AgentPodError, isFailure } from '../core/model/errors.ts';
import type { Action, Operation } from '../core/model/operation.ts';
import type { SecretMaterial } from '../core/model/secret.ts';
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
  for (const item of operations.flatMap(({ action }) => secretsOf(action))) {
    // The newest token is always the right one; one that was rotated since shows in the next plan.
    if (item.source.kind === 'generated') continue;
    await resolveSecret(workspace, undefined, item).catch((error: unknown) => {
      throw isFailure(error, 'SecretMoved') ? planMoved(error as AgentPodError) : error;
    });
  }
}

function secretsOf(action: Action): readonly SecretMaterial[] {
  switch (action.kind) {
    case 'content.write':
      return action.secrets?.items ?? [];
    case 'route.write':
      return action.users;
    case 'proxy.write':
      return action.files.flatMap((file) => ('secret' in file ? [file.secret] : []));
    default:
      return [];
  }
}

function planMoved({ message }: AgentPodError): AgentPodError {
  return new AgentPodError('Conflict', 'PlanMoved', `${message}, so it is not applied`, {
    hint: 'make a new plan, look at it and apply that',
  });
}
