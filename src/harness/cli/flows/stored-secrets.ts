import { AgentPodError } from '../../../core/model/errors.ts';
import { nearest } from '../../../core/util/suggest.ts';
import type { StoredSecret } from '../../../ports/secret-vault.ts';

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
