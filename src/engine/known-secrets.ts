import type { Operation } from '../core/model/operation.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { Secret, SecretMaterial } from '../core/model/secret.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { Workspace } from './workspace.ts';

/** The values that a subject's operations deal in, for masking them in what is shown. */
export async function knownSecrets(
  workspace: Workspace,
  operations: readonly Operation[],
): Promise<Secret[]> {
  const wanted = new Map<string, { readonly pod: PodKey; readonly item: SecretMaterial }>();
  for (const { action } of operations) {
    if (action.kind === 'container.await-ready') {
      for (const item of action.secrets) wanted.set(item.name, { pod: action.pod, item });
    }
    if (action.kind !== 'content.write' || action.secrets === undefined) continue;
    for (const item of action.secrets.items) wanted.set(item.name, { pod: action.pod, item });
  }
  const values = await Promise.allSettled(
    [...wanted.values()].map(({ pod, item }) => resolveSecret(workspace, pod, item)),
  );
  return values.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
