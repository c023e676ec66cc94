/** Who asked for what, append-only. */
import { and, desc, eq, getTableColumns, gte, lt } from 'drizzle-orm';
import type { AuditEntry, AuditFilter, NewAuditEntry } from '../../ports/state-store.ts';
import { ownerOf } from './event-log.ts';
import type { Database } from './postgres.ts';
import { audit } from './schema.ts';
import { tenantNameIn } from './tenant-name-in.ts';

export async function appendAudit(db: Database, added: readonly NewAuditEntry[]): Promise<void> {
  if (added.length === 0) return;
  await db.insert(audit).values(
    added.map((entry) => ({
      ...entry,
      tenantId: entry.subject === undefined ? null : ownerOf(entry.subject),
    })),
  );
}

export async function listAudit(
  db: Database,
  { tenant, since, before, limit }: AuditFilter,
): Promise<readonly AuditEntry[]> {
  const { tenantId: _, ...columns } = getTableColumns(audit);
  const rows = await db
    .select(columns)
    .from(audit)
    .where(
      and(
        tenant === undefined ? undefined : eq(tenantNameIn(audit.subject), tenant),
        since === undefined ? undefined : gte(audit.time, new Date(since)),
        before === undefined ? undefined : lt(audit.id, before),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(limit);
  return rows.map(({ time, subject, planFingerprint, ...rest }) => ({
    ...rest,
    time: time.toISOString(),
    ...(subject === null ? {} : { subject }),
    ...(planFingerprint === null ? {} : { planFingerprint }),
  }));
}
