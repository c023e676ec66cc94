/** Tenants and pods as rows: one query reads all of them, equal values write nothing. */
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Condition } from '../../core/model/condition.ts';
import type { PodRecord, StateRecords, TenantRecord } from '../../core/model/observed.ts';
import { type PodKey, podKey, splitPodKey } from '../../core/model/resource.ts';
import type { NewPod, PodCommit } from '../../ports/state-store.ts';
import { isPod } from './pod-row.ts';
import type { Database } from './postgres.ts';
import { recordMissing } from './record-missing.ts';
import { sameConditions } from './same-conditions.ts';
import { pods, portLeases, secrets, tenants } from './schema.ts';
import type { SecretKeeper } from './secret-rows.ts';
import { makeFirstKey } from './tenant-keys.ts';
import { GATEWAY_TOKEN, makeToken } from './tokens.ts';

/** The server's clock, so that rows of several hosts compare. */
const NOW = sql`now()`;

export async function loadRecords(db: Database): Promise<StateRecords> {
  const rows = await selectRecords(db);
  const foundTenants = new Map<string, TenantRecord>();
  const foundPods = new Map<string, PodRecord>();
  for (const { tenant, pod, port, tokenVersion, storedSecrets } of rows) {
    foundTenants.set(tenant.uid, storedSecrets ? { ...tenant, storedSecrets } : tenant);
    if (pod === null) continue;
    // A pod comes once per version of its token; the newest comes last and stays.
    foundPods.set(pod.uid, {
      uid: pod.uid,
      key: podKey(tenant.name, pod.name),
      port: port ?? 0,
      ...(pod.address === null ? {} : { address: pod.address }),
      generation: pod.generation,
      tokenVersion: tokenVersion ?? 0,
      applied: pod.applied ?? undefined,
      conditions: pod.conditions,
      deletionPolicy: pod.deletionPolicy,
    });
  }
  return { tenants: [...foundTenants.values()], pods: [...foundPods.values()] };
}

/** Sorted names by tenant; grouped once, however many pods a tenant has. */
function storedNames(db: Database) {
  const names = sql<readonly string[]>`array_agg(${secrets.name} order by ${secrets.name})`;
  return db
    .select({ tenantId: secrets.tenantId, names: names.as('names') })
    .from(secrets)
    .where(isNull(secrets.podUid))
    .groupBy(secrets.tenantId)
    .as('stored');
}

function selectRecords(db: Database) {
  const stored = storedNames(db);
  return db
    .select({
      tenant: { uid: tenants.tenantId, name: tenants.name, subnet: tenants.subnet },
      pod: {
        uid: pods.uid,
        name: pods.name,
        address: pods.address,
        generation: pods.generation,
        applied: pods.applied,
        conditions: pods.conditions,
        deletionPolicy: pods.deletionPolicy,
      },
      port: portLeases.port,
      tokenVersion: secrets.version,
      storedSecrets: stored.names,
    })
    .from(tenants)
    .leftJoin(pods, eq(pods.tenantId, tenants.tenantId))
    .leftJoin(portLeases, ofPod(portLeases))
    .leftJoin(stored, eq(stored.tenantId, tenants.tenantId))
    .leftJoin(secrets, and(ofPod(secrets), eq(secrets.name, GATEWAY_TOKEN)))
    .orderBy(byBytes(tenants.name), byBytes(pods.name), secrets.version);
}

/** The same order on every server, whatever its locale. */
function byBytes(column: typeof tenants.name | typeof pods.name): SQL {
  return sql`${column} collate "C"`;
}

/** Both columns, since the indexes begin with the tenant. */
function ofPod(table: typeof portLeases | typeof secrets): SQL | undefined {
  return and(eq(table.tenantId, pods.tenantId), eq(table.podUid, pods.uid));
}

/** A new tenant's record and its key come or fail together. */
export async function recordTenant(
  db: Database,
  record: TenantRecord,
  { keys }: SecretKeeper,
): Promise<void> {
  const { uid: tenantId, name, subnet } = record;
  const isThis = eq(tenants.tenantId, tenantId);
  const [before] = await db
    .select({ name: tenants.name, subnet: tenants.subnet })
    .from(tenants)
    .where(isThis);
  if (before?.name === name && before.subnet === subnet) return;
  if (before !== undefined) {
    await db.update(tenants).set({ name, subnet, updatedAt: NOW }).where(isThis);
    return;
  }
  await db.transaction(async (tx) => {
    await tx.insert(tenants).values({ tenantId, name, subnet });
    await makeFirstKey(tx, keys, tenantId);
  });
}

export async function forgetTenant(db: Database, name: string): Promise<void> {
  await db.delete(tenants).where(eq(tenants.name, name));
}

/** A new pod's record, lease and token come or fail together. */
export async function recordPod(db: Database, record: NewPod, keeper: SecretKeeper): Promise<void> {
  const { key, uid, port, address, token } = record;
  const before = await findPod(db, key);
  if (before === undefined) throw recordMissing(`tenant ${splitPodKey(key).tenant}`);
  const { tenantId } = before;
  if (before.uid === uid) {
    await moveAddress(db, key, before.address, address);
    return moveLease(db, { tenantId, uid }, before.port, port);
  }
  await db.transaction(async (tx) => {
    // Another uid under this name breaks the unique constraint: another writer was faster.
    await tx.insert(pods).values({ uid, tenantId, name: splitPodKey(key).pod, address });
    await tx.insert(portLeases).values({ port, tenantId, podUid: uid });
    await makeToken(tx, keeper, { tenantId, uid }, token);
  });
}

async function moveLease(
  db: Database,
  pod: { readonly tenantId: string; readonly uid: string },
  from: number | null,
  to: number,
): Promise<void> {
  if (from === to) return;
  const isLease = and(eq(portLeases.tenantId, pod.tenantId), eq(portLeases.podUid, pod.uid));
  await db.update(portLeases).set({ port: to }).where(isLease);
}

async function moveAddress(
  db: Database,
  key: PodKey,
  from: string | null,
  to: string | undefined,
): Promise<void> {
  if (to === undefined || from === to) return;
  await db.update(pods).set({ address: to, updatedAt: NOW }).where(isPod(db, key));
}

/** Undefined without the tenant; `uid` is null when the tenant has no such pod. */
async function findPod(db: Database, key: PodKey) {
  const { tenant, pod } = splitPodKey(key);
  const [row] = await db
    .select({
      tenantId: tenants.tenantId,
      uid: pods.uid,
      address: pods.address,
      port: portLeases.port,
    })
    .from(tenants)
    .leftJoin(pods, and(eq(pods.tenantId, tenants.tenantId), eq(pods.name, pod)))
    .leftJoin(portLeases, ofPod(portLeases))
    .where(eq(tenants.name, tenant));
  return row;
}

export async function commitPod(db: Database, commit: PodCommit): Promise<void> {
  const { key, generation, applied, deletionPolicy } = commit;
  const changed = sql`(${pods.generation}, ${pods.deletionPolicy}, ${pods.applied})
    is distinct from (${generation}, ${deletionPolicy}, ${JSON.stringify(applied)}::jsonb)`;
  const written = await db
    .update(pods)
    .set({ generation, applied, deletionPolicy, updatedAt: NOW })
    .where(and(isPod(db, key), changed))
    .returning({ uid: pods.uid });
  if (written.length === 0) await requirePod(db, key);
}

export async function forgetPod(db: Database, key: PodKey): Promise<void> {
  await db.delete(pods).where(isPod(db, key));
}

/** A pod without a record has nowhere to keep conditions; that is not a failure. */
export async function setConditions(
  db: Database,
  key: PodKey,
  conditions: readonly Condition[],
): Promise<void> {
  const [row] = await db.select({ stored: pods.conditions }).from(pods).where(isPod(db, key));
  if (row === undefined || sameConditions(row.stored, conditions)) return;
  await db.update(pods).set({ conditions, updatedAt: NOW }).where(isPod(db, key));
}

async function requirePod(db: Database, key: PodKey): Promise<void> {
  const found = await db.select({ uid: pods.uid }).from(pods).where(isPod(db, key));
  if (found.length === 0) throw recordMissing(`pod ${key}`);
}
