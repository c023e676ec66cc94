import type { Secret, SecretSource } from '../../core/model/secret.ts';
import { nearest } from '../../core/util/suggest.ts';
import type { SecretVault } from '../../ports/secret-vault.ts';
import { missingSecret, uncheckedSecret } from './secret-problem.ts';

/**
 * A secret of the pod's tenant; `SecretMissing` names the nearest one and the command that sets it,
 * `SecretUnchecked` says that there is no state to look into.
 */
export async function readStoredSecret(
  { tenant, name }: Extract<SecretSource, { kind: 'stored' }>,
  vault: Pick<SecretVault, 'list' | 'read'> | undefined,
): Promise<Secret> {
  const command = `agentpod secret set ${tenant} ${name}`;
  if (vault === undefined) {
    const message = `the stored secret ${name} of tenant ${tenant} is not looked up without the state`;
    throw uncheckedSecret(message, `agentpod diff looks it up; ${command} stores it`);
  }
  const value = await vault.read(tenant, name);
  if (value !== undefined) return value;
  const stored = (await vault.list()).filter((item) => item.tenant === tenant);
  const guess = nearest(
    name,
    stored.map((item) => item.name),
  );
  throw missingSecret(
    `tenant ${tenant} has no stored secret ${name}`,
    guess === undefined
      ? `store it: ${command}`
      : `did you mean ${guess}? else store it: ${command}`,
  );
}
