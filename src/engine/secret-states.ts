import { GATEWAY_TOKEN } from '../core/desired/secret-names.ts';
import type { PodRecord } from '../core/model/observed.ts';
import { type PodKey, splitPodKey } from '../core/model/resource.ts';
import type { StoredSecret, TokenInfo } from '../ports/secret-vault.ts';
import type { StateStore } from '../ports/state-store.ts';

/** Secrets by all but their value, and the pods that use them, as far as the records know. */

/** A stored secret and the pods that were last applied with it, sorted. */
export interface SecretState extends StoredSecret {
  readonly usedBy: readonly PodKey[];
}

/** A gateway's token, and whether the gateway has it yet. */
export interface TokenState extends TokenInfo {
  readonly inUse: boolean;
}

type Ground = Pick<StateStore, 'vault' | 'load'>;

export async function secretStates(store: Ground): Promise<readonly SecretState[]> {
  const [stored, { pods }] = await Promise.all([store.vault.list(), store.load()]);
  return stored.map((secret) => ({ ...secret, usedBy: usersOf(secret, pods) }));
}

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

export async function tokenStates(store: Ground): Promise<readonly TokenState[]> {
  return (await allTokens(store)).filter(({ needed }) => needed).map(({ state }) => state);
}

/**
 * Each pod's record is made with a token, before anything tells what agent it is for. What was applied
 * tells which agents were given theirs; until then a pod is taken for one that needs it.
 */
export async function allTokens(
  store: Ground,
): Promise<readonly { readonly state: TokenState; readonly needed: boolean }[]> {
  const [tokens, { pods }] = await Promise.all([store.vault.tokens(), store.load()]);
  const applied = new Map(pods.map((pod) => [pod.key, pod.applied?.secrets]));
  return tokens.map((token) => {
    const given = applied.get(token.pod);
    const state = { ...token, inUse: given?.[GATEWAY_TOKEN] === `v${token.version}` };
    return { state, needed: given === undefined || GATEWAY_TOKEN in given };
  });
}
