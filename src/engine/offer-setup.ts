import { createHash, randomBytes } from 'node:crypto';
import { Secret } from '../core/model/secret.ts';
import type { StateStore } from '../ports/state-store.ts';

/** Long enough to walk to a browser, too short to be found later in a terminal's history. */
export const SETUP_SECONDS = 3600;

const TOKEN_BYTES = 32;

interface SetupOffer {
  /** Where the dashboard is, e.g. `http://127.0.0.1:7080`. */
  readonly origin: string;
  /** Who asked. */
  readonly actor: string;
}

/**
 * The address that sets the administrator's password, once. Whoever has it becomes the administrator, so
 * it is shown and never logged; what follows the # reaches no server's log either.
 */
export async function offerSetup(
  store: StateStore,
  { origin, actor }: SetupOffer,
): Promise<Secret> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const digest = createHash('sha256').update(token).digest('hex');
  await store.administrator.offerSetup(digest, SETUP_SECONDS);
  await store.appendAudit([{ actor, action: 'admin link', result: 'offered' }]);
  return new Secret(`${origin}/setup#${token}`);
}
