import { AgentPodError } from '../core/model/errors.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { Secret, SecretMaterial } from '../core/model/secret.ts';
import type { Workspace } from './workspace.ts';

/** The value behind a secret, checked against the fingerprint that the plan was made with. */
export async function resolveSecret(
  workspace: Workspace,
  pod: PodKey | undefined,
  item: SecretMaterial,
): Promise<Secret> {
  if (item.source.kind === 'generated') {
    const token = pod && (await workspace.store.gatewayToken(pod));
    if (token !== undefined) return token;
    throw new AgentPodError('Transient', 'TokenMissing', `no gateway token is stored for ${pod}`);
  }
  const value = await workspace.secrets.read(item.source);
  if (workspace.secrets.fingerprint(value) !== item.fingerprint) {
    throw new AgentPodError(
      'Conflict',
      'SecretMoved',
      `secret ${item.name} changed after the plan was made`,
      {
        hint: 'plan again',
      },
    );
  }
  return value;
}
