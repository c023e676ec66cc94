/**
 * Secrets that a running gateway takes over. It watches openclaw.json and not the files of secrets,
 * but reads all of these again with every real change of the config: so the config carries a mark that
 * changes with them. Measured on 2026.9.6: the new token counts within a second, the old one no more;
 * sessions of paired devices live on, those that were opened with the old token itself are closed.
 */
import { GATEWAY_TOKEN, PROVIDER_PREFIX } from '../../desired/secret-names.ts';
import type { DesiredPod } from '../../model/desired.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PodAllocation } from '../../model/target.ts';
import { hashJson } from '../../util/hash.ts';
import { CONFIG_FILE } from './paths.ts';
import { secretProviderName } from './secret-refs.ts';

const HEX_DIGITS = 16;
/** No secret's name, which all begin otherwise. */
const MARK = secretProviderName('revision');
const MARK_PATH = `secrets.providers.${MARK}`;

/**
 * The mark is a provider that nothing refers to: it allows one variable that nobody sets. Its name is
 * a hash over fingerprints, so it tells nothing.
 */
export function secretRevision(
  { secrets }: DesiredPod,
  { tokenFingerprint }: PodAllocation,
): JsonObject {
  const entries = secrets.map(({ name, fingerprint }) => [name, fingerprint] as const);
  const digest = hashJson({ ...Object.fromEntries(entries), [GATEWAY_TOKEN]: tokenFingerprint });
  const revision = `REVISION_${digest.slice(0, HEX_DIGITS).toUpperCase()}`;
  return { secrets: { providers: { [MARK]: { source: 'env', allowlist: [revision] } } } };
}

/** Channels sign in with their tokens once, and nobody knows who reads the user's own files when. */
export function takesSecretLive(secret: string): boolean {
  return secret === GATEWAY_TOKEN || secret.startsWith(PROVIDER_PREFIX);
}

export function mirrorsSecrets(file: string, path: string): boolean {
  return file === CONFIG_FILE && (path === MARK_PATH || path.startsWith(`${MARK_PATH}.`));
}
