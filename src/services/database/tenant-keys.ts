/** Rows of tenants' keys; see `crypto/tenant-key.ts`. */
import { desc, eq } from 'drizzle-orm';
import { AgentPodError } from '../../core/model/errors.ts';
import type { KeyWrapper, TenantKey } from '../crypto/tenant-key.ts';
import type { Database } from './postgres.ts';
import { tenantKeys } from './schema.ts';

export async function makeFirstKey(
  db: Database,
  keys: KeyWrapper,
  tenantId: string,
): Promise<void> {
  await db.insert(tenantKeys).values(keys.create(tenantId, 1).row);
}

/** The one that new secrets are encrypted with. */
export async function newestKey(
  db: Database,
  keys: KeyWrapper,
  tenantId: string,
): Promise<TenantKey> {
  const [row] = await db
    .select()
    .from(tenantKeys)
    .where(eq(tenantKeys.tenantId, tenantId))
    .orderBy(desc(tenantKeys.version))
    .limit(1);
  if (row !== undefined) return keys.unwrap(row);
  throw new AgentPodError(
    'InvalidInput',
    'SecretUnreadable',
    `tenant ${tenantId} has no key in the state database, so nothing can be encrypted for it`,
    { hint: 'restore the database from its backup' },
  );
}
