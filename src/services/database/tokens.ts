/** Gateway tokens: made here, and kept encrypted. */
import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { type PodKey, podKey } from '../../core/model/resource.ts';
import { Secret } from '../../core/model/secret.ts';
import type { TokenInfo } from '../../ports/secret-vault.ts';
import { writeNextOfPod } from './pod-secrets.ts';
import type { Database } from './postgres.ts';
import { pods, secrets, tenants } from './schema.ts';
import { type SecretKeeper, writeVersion } from './secret-rows.ts';

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
export function rotateToken(db: Database, keeper: SecretKeeper, key: PodKey): Promise<number> {
  return writeNextOfPod(db, keeper, key, GATEWAY_TOKEN, newToken());
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
