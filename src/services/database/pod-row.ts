import { and, eq, type SQL } from 'drizzle-orm';
import { type PodKey, splitPodKey } from '../../core/model/resource.ts';
import type { Database } from './postgres.ts';
import { pods, tenants } from './schema.ts';

/** The condition that picks one pod's row by its key. */
export function isPod(db: Database, key: PodKey): SQL | undefined {
  const { tenant, pod } = splitPodKey(key);
  const owner = db
    .select({ tenantId: tenants.tenantId })
    .from(tenants)
    .where(eq(tenants.name, tenant));
  return and(eq(pods.name, pod), eq(pods.tenantId, owner));
}
