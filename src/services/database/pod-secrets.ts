/** What AgentPod itself keeps of one pod, encrypted, and opened only for that pod. */
import { and, desc, eq } from 'drizzle-orm';
import type { PodKey } from '../../core/model/resource.ts';
import type { Secret } from '../../core/model/secret.ts';
import { isPod } from './pod-row.ts';
import type { Database } from './postgres.ts';
import { recordMissing } from './record-missing.ts';
import { pods, secrets, tenantKeys } from './schema.ts';
import { at, openRow, type SecretKeeper, writeVersion } from './secret-rows.ts';

/** AgentPod's own device at the pod's gateway; see `ports/agent-gateway.ts`. */
export const GATEWAY_DEVICE = 'gateway-device';

/** Undefined when the pod has none. */
export async function readOfPod(
  db: Database,
  { keys }: SecretKeeper,
  key: PodKey,
  name: string,
): Promise<Secret | undefined> {
  const [row] = await db
    .select({ secret: secrets, key: tenantKeys })
    .from(secrets)
    .innerJoin(pods, and(eq(pods.tenantId, secrets.tenantId), eq(pods.uid, secrets.podUid)))
    .innerJoin(
      tenantKeys,
      and(eq(tenantKeys.tenantId, secrets.tenantId), eq(tenantKeys.version, secrets.keyVersion)),
    )
    .where(and(isPod(db, key), eq(secrets.name, name)))
    .orderBy(desc(secrets.version))
    .limit(1);
  return row && openRow(keys, row, `secret ${name} of pod ${key}`);
}

/** Answers the new version; the one before is gone. `RecordMissing` (Conflict) without the pod. */
export async function writeNextOfPod(
  db: Database,
  keeper: SecretKeeper,
  key: PodKey,
  name: string,
  value: Secret,
): Promise<number> {
  return db.transaction(async (tx) => {
    // Held until the end, so that two writers do not make the same version.
    const [pod] = await tx.select().from(pods).where(isPod(tx, key)).for('update');
    if (pod === undefined) throw recordMissing(`pod ${key}`);
    const spot = { tenantId: pod.tenantId, podUid: pod.uid, name };
    const [row] = await tx
      .select({ version: secrets.version })
      .from(secrets)
      .where(at(spot))
      .orderBy(desc(secrets.version))
      .limit(1);
    const version = (row?.version ?? 0) + 1;
    await writeVersion(tx, keeper, spot, version, value);
    return version;
  });
}
