/**
 * A key of its own for each tenant, kept encrypted under the master key: changing the master key
 * re-encrypts these few bytes and no secret, and one tenant's key opens nothing of another's.
 */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { Secret } from '../../core/model/secret.ts';
import { open, type Place, type Sealed, seal, unreadable } from './envelope.ts';
import { deriveKey, masterKeyId } from './master-key.ts';

const KEY_BYTES = 32;

/** A tenant's key as a row keeps it. */
interface WrappedKey extends Sealed {
  readonly tenantId: string;
  readonly version: number;
  /** See `masterKeyId`. */
  readonly masterKeyId: string;
}

/** Where a secret belongs. By ids, which stay when a tenant or pod is renamed. */
interface SecretPlace {
  readonly tenantId: string;
  /** Undefined: the tenant's own. */
  readonly podUid: string | undefined;
  readonly name: string;
  readonly version: number;
}

/** A tenant's key, in the clear and in memory only. */
export interface TenantKey {
  readonly version: number;
  seal(value: Secret, place: SecretPlace): Sealed;
  /** Fails with `SecretUnreadable` (InvalidInput); `what` names the secret to the user. */
  open(sealed: Sealed, place: SecretPlace, what: string): Secret;
}

/** Wraps and unwraps tenants' keys with one master key. */
export interface KeyWrapper {
  create(tenantId: string, version: number): { readonly row: WrappedKey; readonly key: TenantKey };
  /** Fails with `SecretUnreadable` (InvalidInput) when it was wrapped by another master key. */
  unwrap(row: WrappedKey): TenantKey;
}

export function createKeyWrapper(masterKey: KeyObject): KeyWrapper {
  const wrapping = deriveKey(masterKey, 'tenant-keys');
  const id = masterKeyId(masterKey);
  return {
    create: (tenantId, version) => {
      const bytes = randomBytes(KEY_BYTES);
      const sealed = seal(wrapping, bytes, keyPlace(tenantId, version));
      const row = { tenantId, version, masterKeyId: id, ...sealed };
      return { row, key: tenantKey(version, createSecretKey(bytes)) };
    },
    unwrap: (row) => {
      const what = `the key of tenant ${row.tenantId}`;
      if (row.masterKeyId !== id)
        throw unreadable(what, `it was encrypted with master key ${row.masterKeyId}`);
      const bytes = open(wrapping, row, keyPlace(row.tenantId, row.version), what);
      return tenantKey(row.version, createSecretKey(bytes));
    },
  };
}

/** The same tenant's key under another master key; every secret stays as it is. */
export function rewrapKey(row: WrappedKey, from: KeyObject, to: KeyObject): WrappedKey {
  const place = keyPlace(row.tenantId, row.version);
  const bytes = open(deriveKey(from, 'tenant-keys'), row, place, `the key of ${row.tenantId}`);
  const sealed = seal(deriveKey(to, 'tenant-keys'), bytes, place);
  return { ...row, masterKeyId: masterKeyId(to), ...sealed };
}

function tenantKey(version: number, key: KeyObject): TenantKey {
  return {
    version,
    seal: (value, place) => seal(key, Buffer.from(value.reveal(), 'utf8'), secretPlace(place)),
    open: (sealed, place, what) =>
      new Secret(open(key, sealed, secretPlace(place), what).toString('utf8')),
  };
}

function keyPlace(tenantId: string, version: number): Place {
  return ['tenant-key', tenantId, version];
}

function secretPlace({ tenantId, podUid, name, version }: SecretPlace): Place {
  return ['secret', tenantId, podUid ?? '', name, version];
}
