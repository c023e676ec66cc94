/** Tokens of the status API as rows: found by digest, never by token. */
import { createHash, randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { Secret } from '../../core/model/secret.ts';
import type { ApiToken, ApiTokens, NewApiToken } from '../../ports/api-tokens.ts';
import { apiTokens } from './api-token-table.ts';
import { withStateErrors } from './errors.ts';
import type { Database } from './postgres.ts';
import { recordMissing } from './record-missing.ts';
import { tenants } from './schema.ts';

const TOKEN_BYTES = 32;

export function createApiTokens(db: Database): ApiTokens {
  const run = <T>(work: () => Promise<T>): Promise<T> => withStateErrors(work);
  return {
    create: (token) => run(() => create(db, token)),
    list: () => run(() => list(db)),
    revoke: (name) => run(() => revoke(db, name)),
    find: (digest) => run(() => find(db, digest)),
  };
}

async function create(db: Database, token: NewApiToken): Promise<Secret> {
  const { name, role } = token;
  const tenantId = token.role === 'tenant' ? await tenantIdOf(db, token.tenant) : null;
  const text = randomBytes(TOKEN_BYTES).toString('base64url');
  const digest = createHash('sha256').update(text).digest();
  await db.insert(apiTokens).values({ name, role, tenantId, digest });
  return new Secret(text);
}

async function tenantIdOf(db: Database, name: string): Promise<string> {
  const [row] = await db
    .select({ id: tenants.tenantId })
    .from(tenants)
    .where(eq(tenants.name, name));
  if (row === undefined) throw recordMissing(`tenant ${name}`);
  return row.id;
}

async function list(db: Database): Promise<readonly ApiToken[]> {
  const rows = await selectTokens(db).orderBy(sql`${apiTokens.name} collate "C"`);
  return rows.map(toToken);
}

async function revoke(db: Database, name: string): Promise<boolean> {
  const gone = await db
    .delete(apiTokens)
    .where(eq(apiTokens.name, name))
    .returning({ id: apiTokens.id });
  return gone.length > 0;
}

async function find(db: Database, digest: string): Promise<ApiToken | undefined> {
  const [row] = await selectTokens(db).where(eq(apiTokens.digest, Buffer.from(digest, 'hex')));
  return row && toToken(row);
}

function selectTokens(db: Database) {
  const { name, role, createdAt } = apiTokens;
  return db
    .select({ name, role, createdAt, tenant: { name: tenants.name, uid: tenants.tenantId } })
    .from(apiTokens)
    .leftJoin(tenants, eq(tenants.tenantId, apiTokens.tenantId))
    .$dynamic();
}

function toToken(row: Awaited<ReturnType<typeof selectTokens>>[number]): ApiToken {
  const { name, role, createdAt, tenant } = row;
  return { name, role, tenant: tenant ?? undefined, created: createdAt.toISOString() };
}
