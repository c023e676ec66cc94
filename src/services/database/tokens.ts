/** Gateway tokens: made here, kept encrypted, and opened only for the pod that they belong to. */
import { randomBytes } from 'node:crypto';
import { and, desc, eq } from 'drizzle-orm';
import { type PodKey, podKey } from '../../core/model/resource.ts';
import { Secret } from '../../core/model/secret.ts';
import type { TokenInfo } from '../../ports/secret-vault.ts';
import { isPod } from './pod-row.ts';
import type { Database } from './postgres.ts';
import { recordMissing } from './record-missing.ts';
import { pods, secrets, tenantKeys, tenants } from './schema.ts';
import { openRow, type SecretKeeper, writeVersion } from './secret-rows.ts';

export const GATEWAY_TOKEN = 'gateway-token';

const TOKEN_BYTES = 32;

function newToken(): Secret {
  return new Secret(randomBytes(TOKEN_BYTES).toString('base64url'));
}

/** For a pod that has none yet; the value is a new one unless it is given. */
export async function makeToken(
  db: Database,
  keeper: SecretKeeper,
  pod: { readonly tenantId: string; readonly uid: string },
  value = newToken(),
): Promise<void> {
  const spot = { tenantId: pod.tenantId, podUid: pod.uid, name: GATEWAY_TOKEN };
  await writeVersion(db, keeper, spot, 1, value);
}

/** Answers the new version. The gateway has it only after the next apply. */
export async function rotateToken(
  db: Database,
  keeper: SecretKeeper,
  key: PodKey,
): Promise<number> {
  return db.transaction(async (tx) => {
    const [pod] = await tx.select().from(pods).where(isPod(tx, key)).for('update');
    if (pod === undefined) throw recordMissing(`pod ${key}`);
    const spot = { tenantId: pod.tenantId, podUid: pod.uid, name: GATEWAY_TOKEN };
    const [row] = await tx
      .select({ version: secrets.version })
      .from(secrets)
      .where(ownToken(spot))
      .orderBy(desc(secrets.version))
      .limit(1);
    const version = (row?.version ?? 0) + 1;
    await writeVersion(tx, keeper, spot, version, newToken());
    return version;
  });
}

function ownToken({ tenantId, podUid }: { readonly tenantId: string; readonly podUid: string }) {
  return and(
    eq(secrets.tenantId, tenantId),
    eq(secrets.podUid, podUid),
    eq(secrets.name, GATEWAY_TOKEN),
  );
}

/** Of every pod, sorted by name. */
export async function listTokens(db: Database): Promise<readonly TokenInfo[]> {
  const rows = await db
    .select({
      tenant: tenants.name,
      pod: pods.name,
      version: secrets.version,
      fingerprint: secrets.fingerprint,
      since: secrets.createdAt,
    })
    .from(secrets)
    .innerJoin(pods, and(eq(pods.tenantId, secrets.tenantId), eq(pods.uid, secrets.podUid)))
    .innerJoin(tenants, eq(tenants.tenantId, secrets.tenantId))
    .where(eq(secrets.name, GATEWAY_TOKEN));
  return rows
    .map(({ tenant, pod, version, fingerprint, since }) => ({
      pod: podKey(tenant, pod),
      version,
      fingerprint,
      since: since.toISOString(),
    }))
    .sort((a, b) => (a.pod < b.pod ? -1 : 1));
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
  return row && openRow(keys, row, `secret ${GATEWAY_TOKEN} of pod ${key}`);
}
