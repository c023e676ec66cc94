import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import type { SopsKeys } from '../../core/sops/metadata.ts';
import { joinShares } from '../../core/sops/shamir.ts';
import {
  type AgeIdentities,
  ageIdentities,
  type Environment,
  usualFile,
} from './age-identities.ts';

/** The key that a SOPS file's values are encrypted with, opened by an age key of this machine. */
export interface DataKeys {
  open(keys: SopsKeys): Promise<OpenedKey>;
}

type OpenedKey =
  | { readonly key: KeyObject }
  /** No age key at hand opens it. */
  | { readonly message: string; readonly hint: string };

const KEY_BYTES = 32;
/** Opening one costs milliseconds, and every secret of a file needs the same one. */
const MAX_REMEMBERED = 1000;

export function dataKeys(env: Environment, platform: string): DataKeys {
  const opened = new Map<string, KeyObject>();
  return {
    open: async (keys) => {
      const id = createHash('sha256').update(JSON.stringify(keys)).digest('hex');
      const known = opened.get(id);
      if (known) return { key: known };
      // Read anew each time: a key may be put there while a process runs.
      const identities = await ageIdentities(env, platform);
      const bytes = await unwrap(keys, identities);
      if (bytes?.length !== KEY_BYTES) return notOpened(keys, identities, env, platform);
      const key = createSecretKey(bytes);
      bytes.fill(0);
      if (opened.size >= MAX_REMEMBERED) opened.clear();
      opened.set(id, key);
      return { key };
    },
  };
}

async function unwrap(
  { groups, threshold }: SopsKeys,
  identities: AgeIdentities,
): Promise<Uint8Array | undefined> {
  if (identities.keys.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  for (const group of groups) {
    const part = await openOne(
      group.map(({ enc }) => enc),
      identities,
    );
    if (part) parts.push(part);
  }
  if (groups.length === 1) return parts[0];
  return parts.length < threshold ? undefined : joinShares(parts);
}

/** The first that opens: all hold the same. */
async function openOne(
  files: readonly string[],
  { keys }: AgeIdentities,
): Promise<Uint8Array | undefined> {
  const { armor, Decrypter } = await import('age-encryption');
  for (const file of files) {
    for (const identity of keys) {
      try {
        const decrypter = new Decrypter();
        decrypter.addIdentity(identity.reveal());
        return await decrypter.decrypt(armor.decode(file));
      } catch {
        // Another recipient's, or damaged: the next one may do.
      }
    }
  }
  return undefined;
}

function notOpened(
  { groups }: SopsKeys,
  { keys, places, problems }: AgeIdentities,
  env: Environment,
  platform: string,
): OpenedKey {
  const recipients = groups.flat().map(({ recipient }) => recipient);
  const shown = recipients.slice(0, 3).join(', ');
  const more = recipients.length > 3 ? ` and ${recipients.length - 3} more` : '';
  const encrypted = `the file is encrypted with SOPS for ${shown}${more}`;
  const trouble = problems.length > 0 ? ` (${problems.join('; ')})` : '';
  if (keys.length === 0) {
    const usual = usualFile(env, platform) ?? 'sops/age/keys.txt in the configuration folder';
    return {
      message: `${encrypted}, and no age key was found${trouble}`,
      hint: `put the key into ${usual}, or set SOPS_AGE_KEY_FILE or SOPS_AGE_KEY`,
    };
  }
  return {
    message: `${encrypted}, and the age key in ${places.join(' or ')} does not open it${trouble}`,
    hint: 'use the key of one of these recipients, or have its owner add yours with sops updatekeys',
  };
}
