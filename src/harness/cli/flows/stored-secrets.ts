import { AgentPodError } from '../../../core/model/errors.ts';
import type { PodRecord } from '../../../core/model/observed.ts';
import { type PodKey, splitPodKey } from '../../../core/model/resource.ts';
import { nearest } from '../../../core/util/suggest.ts';
import type { StoredSecret } from '../../../ports/secret-vault.ts';

/** Stored secrets and the pods that use them, as far as the records know. */

/** Pods that were last applied with this secret, sorted. */
export function usersOf(
  { tenant, name }: Pick<StoredSecret, 'tenant' | 'name'>,
  pods: readonly PodRecord[],
): readonly PodKey[] {
  return pods
    .filter(
      ({ key, applied }) =>
        splitPodKey(key).tenant === tenant && applied?.storedSecrets?.includes(name),
    )
    .map(({ key }) => key)
    .sort();
}

/** The secret of that name, or an error that names the nearest one. */
export function requireStored(
  stored: readonly StoredSecret[],
  tenant: string,
  name: string,
): StoredSecret {
  const own = stored.filter((item) => item.tenant === tenant);
  const found = own.find((item) => item.name === name);
  if (found !== undefined) return found;
  const guess = nearest(
    name,
    own.map((item) => item.name),
  );
  const message = `tenant ${tenant} has no stored secret ${name}`;
  const hint = guess === undefined ? 'see agentpod secret list' : `did you mean ${guess}?`;
  throw new AgentPodError('InvalidInput', 'NotFound', message, { hint });
}
