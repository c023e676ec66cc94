import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

/** Of a column of subjects; also where the tenant is gone, or was never recorded. */
export function tenantNameIn(subject: AnyPgColumn): SQL {
  return sql`split_part(${subject}, '/', 2)`;
}
