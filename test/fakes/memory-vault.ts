/** Stored secrets and tokens in memory, unencrypted, for tests that need no database. */
import { AgentPodError } from '../../src/core/model/errors.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { SecretVault, StoredSecret } from '../../src/ports/secret-vault.ts';

export interface VaultGround {
  readonly hasTenant: (name: string) => boolean;
  /** The token's version by pod, kept with the pod's record. */
  readonly tokenVersions: () => ReadonlyMap<PodKey, number>;
  readonly setToken: (pod: PodKey, version: number, token: Secret) => void;
  readonly now: () => Date;
}

export type Stored = Map<string, { readonly item: StoredSecret; readonly value: Secret }>;

export function memoryVault(stored: Stored, ground: VaultGround): SecretVault {
  const { hasTenant, tokenVersions, setToken, now } = ground;
  return {
    list: async () => [...stored].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { item }]) => item),
    read: async (tenant, name) => stored.get(`${tenant}/${name}`)?.value,
    store: async (tenant, name, value) => {
      if (!hasTenant(tenant)) throw missing(tenant);
      const key = `${tenant}/${name}`;
      const before = stored.get(key);
      if (before?.value.reveal() === value.reveal()) {
        return { version: before.item.version, changed: false };
      }
      const version = (before?.item.version ?? 0) + 1;
      const item = {
        tenant,
        name,
        version,
        fingerprint: `${key}#${version}`,
        since: now().toISOString(),
      };
      stored.set(key, { item, value });
      return { version, changed: true };
    },
    remove: async (tenant, name) => stored.delete(`${tenant}/${name}`),
    tokens: async () =>
      [...tokenVersions()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([pod, version]) => ({
          pod,
          version,
          fingerprint: `${pod}#${version}`,
          since: now().toISOString(),
        })),
    rotateToken: async (pod) => {
      const version = tokenVersions().get(pod);
      if (version === undefined) throw missing(pod);
      setToken(pod, version + 1, new Secret(`token-${version + 1}-of-${pod}`));
      return version + 1;
    },
  };
}

function missing(what: string): AgentPodError {
  return new AgentPodError('Conflict', 'RecordMissing', `RecordMissing: ${what}`);
}
