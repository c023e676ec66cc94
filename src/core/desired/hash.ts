import type { ConfigFile, ContainerSpec } from '../model/container.ts';
import type { SecretMaterial } from '../model/secret.ts';
import { hashJson } from '../util/hash.ts';
import { sortBy } from '../util/sort.ts';

/** Raise it when the meaning of the hash changes: every pod then counts as changed, once. */
const VERSION = 'v1';
const HEX_DIGITS = 32;

/**
 * Every field of a container, and whether a change of it asks for a new one. The type makes a new
 * field fail to compile until somebody has decided.
 */
export const SPEC_FIELDS = {
  image: 'hashed',
  entrypoint: 'hashed',
  command: 'hashed',
  user: 'hashed',
  workingDir: 'hashed',
  env: 'hashed',
  labels: 'hashed',
  network: 'hashed',
  address: 'hashed',
  publish: 'hashed',
  mounts: 'hashed',
  tmpfs: 'hashed',
  resources: 'hashed',
  readOnlyRootfs: 'hashed',
  // Given with every stop; the copy in the container serves only a `docker stop` by hand.
  stopGraceSeconds: 'ignored',
} as const satisfies Readonly<Record<keyof ContainerSpec, 'hashed' | 'ignored'>>;

const HASHED = (Object.keys(SPEC_FIELDS) as (keyof ContainerSpec)[]).filter(
  (field) => SPEC_FIELDS[field] === 'hashed',
);

/** Of a container's specification: `v1-<32 hex>`. Equal hash, equal container. */
export function specHash(spec: ContainerSpec): string {
  return versioned(Object.fromEntries(HASHED.map((field) => [field, spec[field]])));
}

/** Of what the config and secrets volumes hold; secrets count by fingerprint. */
export function contentHash(
  files: readonly ConfigFile[],
  secrets: readonly Pick<SecretMaterial, 'name' | 'fingerprint'>[],
): string {
  return versioned({
    files: sortBy(files, ({ path }) => path),
    secrets: Object.fromEntries(secrets.map(({ name, fingerprint }) => [name, fingerprint])),
  });
}

function versioned(value: unknown): string {
  return `${VERSION}-${hashJson(value).slice(0, HEX_DIGITS)}`;
}
