import type { KeyObject } from 'node:crypto';
import { unreadable } from './envelope.ts';
import { masterKeyCandidates } from './key-files.ts';
import { masterKeyId } from './master-key.ts';
import { createKeyWrapper, type KeyWrapper } from './tenant-key.ts';

/**
 * The wrappers of all master keys that this process has met. The master key may be changed while it
 * works: a row that names another key makes it look into the key's file again.
 */
export interface KeyRing {
  /** Fails with `SecretUnreadable` (InvalidInput) when that key is nowhere. */
  wrapper(id: string): Promise<KeyWrapper>;
}

export function createKeyRing(file: string, first: KeyObject): KeyRing {
  const wrappers = new Map([[masterKeyId(first), createKeyWrapper(first)]]);
  return {
    wrapper: async (id) => {
      const known = wrappers.get(id);
      if (known !== undefined) return known;
      for (const key of await masterKeyCandidates(file)) {
        wrappers.set(masterKeyId(key), createKeyWrapper(key));
      }
      const found = wrappers.get(id);
      if (found !== undefined) return found;
      throw unreadable("a tenant's key", `it was encrypted with master key ${id}`);
    },
  };
}
