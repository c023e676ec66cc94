/** Waits of subjects as rows. */
import { inArray } from 'drizzle-orm';
import type { Subject } from '../../core/model/resource.ts';
import type { Wait } from '../../ports/wait-store.ts';
import { waits } from './loop-tables.ts';
import type { Database } from './postgres.ts';

export async function listWaits(db: Database): Promise<readonly Wait[]> {
  const rows = await db.select().from(waits).orderBy(waits.subject);
  return rows.map(({ lastHealAt, failure, notBefore, ...rest }) => ({
    ...rest,
    lastHealAt: lastHealAt?.getTime(),
    failure: failure ?? undefined,
    notBefore: notBefore?.getTime(),
  }));
}

export async function keepWait(db: Database, wait: Wait): Promise<void> {
  const { subject, lastHealAt, failure, notBefore, ...counts } = wait;
  const values = {
    ...counts,
    lastHealAt: dateOf(lastHealAt),
    failure: failure ?? null,
    notBefore: dateOf(notBefore),
  };
  await db
    .insert(waits)
    .values({ subject, ...values })
    .onConflictDoUpdate({ target: waits.subject, set: values });
}

export async function dropWaits(db: Database, subjects: readonly Subject[]): Promise<void> {
  if (subjects.length > 0) await db.delete(waits).where(inArray(waits.subject, [...subjects]));
}

function dateOf(time: number | undefined): Date | null {
  return time === undefined ? null : new Date(time);
}
