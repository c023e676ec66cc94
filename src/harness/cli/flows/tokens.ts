import { GATEWAY_TOKEN } from '../../../core/desired/secret-names.ts';
import type { TokenInfo } from '../../../ports/secret-vault.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import { requireFound, requirePodKey } from '../not-found.ts';

/** A pod's token, and whether its gateway has it yet. */
export interface TokenState extends TokenInfo {
  readonly inUse: boolean;
}

export async function tokenStates(
  store: Pick<StateStore, 'vault' | 'load'>,
): Promise<readonly TokenState[]> {
  const [tokens, { pods }] = await Promise.all([store.vault.tokens(), store.load()]);
  const applied = new Map(pods.map((pod) => [pod.key, pod.applied?.secrets[GATEWAY_TOKEN]]));
  return tokens.map((token) => ({
    ...token,
    inUse: applied.get(token.pod) === `v${token.version}`,
  }));
}

export function requireToken(states: readonly TokenState[], text: string): TokenState {
  return requireFound('pod', requirePodKey(text), states, ({ pod }) => pod);
}
