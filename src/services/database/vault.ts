/** The vault on PostgreSQL: stored secrets of tenants, and the pods' tokens. */
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Secret } from '../../core/model/secret.ts';
import type { SecretVault, StoredSecret, StoreResult } from '../../ports/secret-vault.ts';
import { withStateErrors } from './errors.ts';
import type { Database } from './postgres.ts';
import { recordMissing } from './record-missing.ts';
import { rereading } from './reread.ts';
import { secrets, tenantKeys, tenants } from './schema.ts';
import { at, openRow, type SecretKeeper, writeVersion } from './secret-rows.ts';
import { listTokens, rotateToken } from './tokens.ts';

export function createVault(db: Database, keeper: SecretKeeper): SecretVault {
  const run = <T>(work: () => Promise<T>): Promise<T> => withStateErrors(() => rereading(work));
  return {
    list: () => run(() => listStored(db)),
    read: (tenant, name) => run(() => readStored(db, keeper, tenant, name)),
    store: (tenant, name, value) => run(() => writeStored(db, keeper, { tenant, name, value })),
    remove: (tenant, name) => run(() => removeStored(db, tenant, name)),
    tokens: () => run(() => listTokens(db)),
    rotateToken: (pod) => run(() => rotateToken(db, keeper, pod)),
  };
}

async function listStored(db: Database): Promise<readonly StoredSecret[]> {
  const rows = await db
    .select({
      tenant: tenants.name,
      name: secrets.name,
      version: secrets.version,
      fingerprint: secrets.fingerprint,
      since: secrets.createdAt,
    })
    .from(secrets)
    .innerJoin(tenants, eq(tenants.tenantId, secrets.tenantId))
    .where(isNull(secrets.podUid));
  const order = ({ tenant, name }: { tenant: string; name: string }) => `${tenant}/${name}`;
  return rows
    .map((row) => ({ ...row, since: row.since.toISOString() }))
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function readStored(
  db: Database,
  { keys }: SecretKeeper,
  tenant: string,
  name: string,
): Promise<Secret | undefined> {
  const [row] = await db
    .select({ secret: secrets, key: tenantKeys })
    .from(secrets)
    .innerJoin(tenants, eq(tenants.tenantId, secrets.tenantId))
    .innerJoin(
      tenantKeys,
      and(eq(tenantKeys.tenantId, secrets.tenantId), eq(tenantKeys.version, secrets.keyVersion)),
    )
    .where(and(eq(tenants.name, tenant), isNull(secrets.podUid), eq(secrets.name, name)))
    .orderBy(desc(secrets.version))
    .limit(1);
  return row && openRow(keys, row, `secret ${name} of tenant ${tenant}`);
}

async function writeStored(
  db: Database,
  keeper: SecretKeeper,
  wanted: { readonly tenant: string; readonly name: string; readonly value: Secret },
): Promise<StoreResult> {
  const { tenant, name, value } = wanted;
  return db.transaction(async (tx) => {
    // Held until the end, so that two writers do not make the same version.
    const [owner] = await tx
      .select({ tenantId: tenants.tenantId })
      .from(tenants)
      .where(eq(tenants.name, tenant))
      .for('update');
    if (owner === undefined) throw recordMissing(`tenant ${tenant}`);
    const spot = { tenantId: owner.tenantId, podUid: undefined, name };
    const [newest] = await tx
      .select({ version: secrets.version, fingerprint: secrets.fingerprint })
      .from(secrets)
      .where(at(spot))
      .orderBy(desc(secrets.version))
      .limit(1);
    if (newest?.fingerprint === keeper.fingerprint(value)) {
      return { version: newest.version, changed: false };
    }
    const version = (newest?.version ?? 0) + 1;
    await writeVersion(tx, keeper, spot, version, value);
    return { version, changed: true };
  });
}

async function removeStored(db: Database, tenant: string, name: string): Promise<boolean> {
  const [owner] = await db
    .select({ tenantId: tenants.tenantId })
    .from(tenants)
    .where(eq(tenants.name, tenant));
  if (owner === undefined) return false;
  const spot = { tenantId: owner.tenantId, podUid: undefined, name };
  const gone = await db.delete(secrets).where(at(spot)).returning({ id: secrets.id });
  return gone.length > 0;
}
