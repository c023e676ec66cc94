/** Gateway tokens: made here, kept encrypted, and opened only for the pod that they belong to. */
import { randomBytes } from 'node:crypto';
import { and, desc, eq } from 'drizzle-orm';
import type { PodKey } from '../../core/model/resource.ts';
import { Secret } from '../../core/model/secret.ts';
import type { KeyWrapper } from '../crypto/tenant-key.ts';
import { isPod } from './pod-row.ts';
import type { Database } from './postgres.ts';
import { pods, secrets, tenantKeys } from './schema.ts';
import { newestKey } from './tenant-keys.ts';

export const GATEWAY_TOKEN = 'gateway-token';

const TOKEN_BYTES = 32;

/** What it takes to write and read secrets. */
export interface SecretKeeper {
  readonly keys: KeyWrapper;
  /** See `crypto/fingerprint.ts`. */
  fingerprint(value: Secret): string;
}

/** For a pod that has none yet; the value is a new one unless it is given. */
export async function makeToken(
  db: Database,
  keeper: SecretKeeper,
  pod: { readonly tenantId: string; readonly uid: string },
  value = new Secret(randomBytes(TOKEN_BYTES).toString('base64url')),
): Promise<void> {
  const key = await newestKey(db, keeper.keys, pod.tenantId);
  const place = { tenantId: pod.tenantId, podUid: pod.uid, name: GATEWAY_TOKEN, version: 1 };
  await db.insert(secrets).values({
    ...place,
    keyVersion: key.version,
    fingerprint: keeper.fingerprint(value),
    ...key.seal(value, place),
  });
}

export async function readToken(
  db: Database,
  { keys }: SecretKeeper,
  key: PodKey,
): Promise<Secret | undefined> {
  const [row] = await db
    .select({ secret: secrets, key: tenantKeys })
    .from(secrets)
    .innerJoin(pods, and(eq(pods.tenantId, secrets.tenantId), eq(pods.uid, secrets.podUid)))
    .innerJoin(
      tenantKeys,
      and(eq(tenantKeys.tenantId, secrets.tenantId), eq(tenantKeys.version, secrets.keyVersion)),
    )
    .where(and(isPod(db, key), eq(secrets.name, GATEWAY_TOKEN)))
    .orderBy(desc(secrets.version))
    .limit(1);
  if (row === undefined) return undefined;
  const { tenantId, podUid, name, version } = row.secret;
  const place = { tenantId, podUid: podUid ?? undefined, name, version };
  return keys.unwrap(row.key).open(row.secret, place, `secret ${name} of pod ${key}`);
}
