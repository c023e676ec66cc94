/** Rows of tenants' keys; see `crypto/tenant-key.ts`. */
import { desc, eq } from 'drizzle-orm';
import { AgentPodError } from '../../core/model/errors.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { TenantKey } from '../crypto/tenant-key.ts';
import type { Database } from './postgres.ts';
import { masterKeys, tenantKeys } from './schema.ts';

export async function makeFirstKey(db: Database, keys: KeyRing, tenantId: string): Promise<void> {
  const wrapper = await keys.wrapper(await presentMasterKey(db));
  await db.insert(tenantKeys).values(wrapper.create(tenantId, 1).row);
}

/** Asked for, not remembered: the master key may have been changed since this process began. */
export async function presentMasterKey(db: Database): Promise<string> {
  const [master] = await db.select({ id: masterKeys.id }).from(masterKeys);
  if (master === undefined) throw keyless('this state has no master key');
  return master.id;
}

/** The one that new secrets are encrypted with. */
export async function newestKey(db: Database, keys: KeyRing, tenantId: string): Promise<TenantKey> {
  const [row] = await db
    .select()
    .from(tenantKeys)
    .where(eq(tenantKeys.tenantId, tenantId))
    .orderBy(desc(tenantKeys.version))
    .limit(1);
  if (row === undefined) throw keyless(`tenant ${tenantId} has no key in the state database`);
  return (await keys.wrapper(row.masterKeyId)).unwrap(row);
}

function keyless(why: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'SecretUnreadable',
    `${why}, so nothing can be encrypted for it`,
    { hint: 'restore the database from its backup' },
  );
}
