import { AgentPodError } from '../../../core/model/errors.ts';
import { requireFound } from '../../../engine/require-found.ts';
import { allTokens, type TokenState } from '../../../engine/secret-states.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import { requirePodKey } from '../not-found.ts';

/** `NoGatewayToken` (InvalidInput) for a pod whose agent takes none. */
export async function requireToken(
  store: Pick<StateStore, 'vault' | 'load'>,
  text: string,
): Promise<TokenState> {
  const tokens = await allTokens(store);
  const key = requirePodKey(text);
  const { state, needed } = requireFound('pod', key, tokens, ({ state: { pod } }) => pod);
  if (needed) return state;
  throw new AgentPodError('InvalidInput', 'NoGatewayToken', `pod ${key} has no gateway token`, {
    hint: 'its agent is generic, which AgentPod gives no token',
  });
}
