import { GATEWAY_TOKEN } from '../../../core/desired/secret-names.ts';
import { AgentPodError } from '../../../core/model/errors.ts';
import { requireFound } from '../../../engine/require-found.ts';
import type { TokenInfo } from '../../../ports/secret-vault.ts';
import type { StateStore } from '../../../ports/state-store.ts';
import { requirePodKey } from '../not-found.ts';

/** A gateway's token, and whether the gateway has it yet. */
export interface TokenState extends TokenInfo {
  readonly inUse: boolean;
}

export async function tokenStates(
  store: Pick<StateStore, 'vault' | 'load'>,
): Promise<readonly TokenState[]> {
  return (await allTokens(store)).filter(({ needed }) => needed).map(({ state }) => state);
}

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

/**
 * Each pod's record is made with a token, before anything tells what agent it is for. What was applied
 * tells which agents were given theirs; until then a pod is taken for one that needs it.
 */
async function allTokens(store: Pick<StateStore, 'vault' | 'load'>) {
  const [tokens, { pods }] = await Promise.all([store.vault.tokens(), store.load()]);
  const applied = new Map(pods.map((pod) => [pod.key, pod.applied?.secrets]));
  return tokens.map((token) => {
    const given = applied.get(token.pod);
    const state = { ...token, inUse: given?.[GATEWAY_TOKEN] === `v${token.version}` };
    return { state, needed: given === undefined || GATEWAY_TOKEN in given };
  });
}
