import { useState } from 'react';
import type { JsonObject } from '../../core/model/json.ts';
import { draftsInUse, type SecretDraft, sameField } from '../forms/secret-drafts.ts';
import { ask } from '../server.ts';
import type { SecretShelf } from './form-state.ts';
import { useStoredNames } from './use-manifests.ts';

export interface Shelf extends SecretShelf {
  /** Stores what the manifest names and is not stored yet. */
  readonly storeAll: (data: JsonObject) => Promise<void>;
}

/** The secrets of a tenant as a form deals in them. Values are in memory until they are stored. */
export function useShelf(tenant: string, pod: string): Shelf {
  const known = useStoredNames(tenant);
  const [drafts, setDrafts] = useState<readonly SecretDraft[]>([]);
  const [fresh, setFresh] = useState<readonly string[]>([]);
  const stored = [...new Set([...known, ...fresh])].sort();
  return {
    tenant,
    pod,
    stored,
    drafts,
    setDraft: (path, draft) =>
      setDrafts((before) => [
        ...before.filter((each) => !sameField(each.path, path)),
        ...(draft === undefined ? [] : [{ path, ...draft }]),
      ]),
    storeAll: async (data) => {
      const wanted = draftsInUse(data, drafts);
      for (const { name, value } of wanted) {
        await ask(`/api/v1/tenants/${encodeURIComponent(tenant)}/secrets`, { name, value });
      }
      setFresh((before) => [...before, ...wanted.map(({ name }) => name)]);
      setDrafts([]);
    },
  };
}
