import { Secret } from '../core/model/secret.ts';
import type { StateStore } from '../ports/state-store.ts';
import { digestOf, newToken } from './opening-token.ts';

/** Long enough to walk to a browser, too short to be found later in a terminal's history. */
export const SETUP_SECONDS = 3600;

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
  const token = newToken();
  await store.administrator.offerSetup(digestOf(token), SETUP_SECONDS);
  await store.appendAudit([{ actor, action: 'admin link', result: 'offered' }]);
  return new Secret(`${origin}/setup#${token.reveal()}`);
}
