/** Rows of secrets: encrypted for their place, and opened only for it. The newest version counts. */
import { and, eq, isNull, lt, type SQL } from 'drizzle-orm';
import type { Secret } from '../../core/model/secret.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Database } from './postgres.ts';
import { secrets, type tenantKeys } from './schema.ts';
import { newestKey } from './tenant-keys.ts';

/** What it takes to write and read secrets. */
export interface SecretKeeper {
  readonly keys: KeyRing;
  /** See `crypto/fingerprint.ts`. */
  fingerprint(value: Secret): string;
}

export interface SecretSpot {
  readonly tenantId: string;
  /** Undefined: the tenant's own. */
  readonly podUid: string | undefined;
  readonly name: string;
}

export async function writeVersion(
  db: Database,
  keeper: SecretKeeper,
  spot: SecretSpot,
  version: number,
  value: Secret,
): Promise<void> {
  const key = await newestKey(db, keeper.keys, spot.tenantId);
  await db.insert(secrets).values({
    ...spot,
    version,
    keyVersion: key.version,
    fingerprint: keeper.fingerprint(value),
    ...key.seal(value, { ...spot, version }),
  });
  // A value that was replaced was perhaps replaced because somebody got hold of it.
  await db.delete(secrets).where(and(at(spot), lt(secrets.version, version)));
}

/** `what` names it to the user. Fails with `SecretUnreadable` (InvalidInput). */
export async function openRow(
  keys: KeyRing,
  row: {
    readonly secret: typeof secrets.$inferSelect;
    readonly key: typeof tenantKeys.$inferSelect;
  },
  what: string,
): Promise<Secret> {
  const { tenantId, podUid, name, version } = row.secret;
  const wrapper = await keys.wrapper(row.key.masterKeyId);
  const place = { tenantId, podUid: podUid ?? undefined, name, version };
  return wrapper.unwrap(row.key).open(row.secret, place, what);
}

export function at({ tenantId, podUid, name }: SecretSpot): SQL | undefined {
  const owner = podUid === undefined ? isNull(secrets.podUid) : eq(secrets.podUid, podUid);
  return and(eq(secrets.tenantId, tenantId), owner, eq(secrets.name, name));
}
