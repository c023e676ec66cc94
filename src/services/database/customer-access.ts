/** Customers' links and sessions as rows: found by digest, never by token. */
import { createHash, randomBytes } from 'node:crypto';
import { and, asc, eq, gt, isNull, type SQL, sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { type PodKey, podKey } from '../../core/model/resource.ts';
import { Secret } from '../../core/model/secret.ts';
import type {
  CustomerAccess,
  CustomerPod,
  CustomerSession,
  Digest,
  Invitation,
  NewSession,
  PodAccess,
  SessionUse,
} from '../../ports/customer-access.ts';
import { appendAudit } from './audit-log.ts';
import { customerLinks, customerSessions } from './customer-tables.ts';
import { withStateErrors } from './errors.ts';
import { isPod } from './pod-row.ts';
import { type Database, overConnection } from './postgres.ts';
import { recordMissing } from './record-missing.ts';
import { pods, tenants } from './schema.ts';
import { withTenant } from './tenant-scope.ts';

const TOKEN_BYTES = 32;

export function createCustomerAccess(pool: Pool): CustomerAccess {
  const db = overConnection(pool);
  const run = <T>(work: () => Promise<T>): Promise<T> => withStateErrors(work);
  return {
    findPod: (host) => run(() => findPod(db, host)),
    invite: (pod, seconds) => run(() => invite(db, pod, seconds)),
    sessions: (pod) => run(() => listSessions(db, pod)),
    revoke: (pod, id) => run(() => revokeSession(db, pod, id)),
    revokeAll: (pod) => run(() => revokeAll(db, pod)),
    within: (pod) => podAccess(pool, pod),
  };
}

function podAccess(pool: Pool, pod: CustomerPod): PodAccess {
  const run = <T>(work: (db: Database) => Promise<T>): Promise<T> =>
    withStateErrors(() => withTenant(pool, pod.tenantUid, work));
  return {
    redeem: (digest, session, trace) =>
      run(async (db) => {
        const isRedeemed = await redeem(db, pod, digest, session);
        if (isRedeemed) await appendAudit(db, [trace]);
        return isRedeemed;
      }),
    use: (digest, use) => run((db) => useSession(db, pod, digest, use)),
    end: (digest) => run((db) => endSession(db, pod, digest)),
    appendAudit: (entries) => run((db) => appendAudit(db, entries)),
  };
}

type OfPod = typeof customerLinks | typeof customerSessions;

async function findPod(db: Database, host: string): Promise<CustomerPod | undefined> {
  // Written as the index has it.
  const hasHost = sql`(${pods.applied} -> 'hosts') @> ${JSON.stringify(host)}::jsonb`;
  const [row, another] = await db
    .select({ tenant: tenants.name, pod: pods.name, tenantUid: pods.tenantId, uid: pods.uid })
    .from(pods)
    .innerJoin(tenants, eq(tenants.tenantId, pods.tenantId))
    .where(hasHost)
    .limit(2);
  // A host on its way from one pod to another is neither's.
  if (another !== undefined) return undefined;
  return row && { key: podKey(row.tenant, row.pod), tenantUid: row.tenantUid, uid: row.uid };
}

async function invite(db: Database, key: PodKey, seconds: number): Promise<Invitation> {
  const [pod] = await db
    .select({ tenantId: pods.tenantId, podUid: pods.uid })
    .from(pods)
    .where(isPod(db, key));
  if (pod === undefined) throw recordMissing(`pod ${key}`);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const digest = createHash('sha256').update(token).digest();
  const [link] = await db
    .insert(customerLinks)
    .values({ ...pod, digest, expiresAt: after(seconds) })
    .returning({ expires: customerLinks.expiresAt });
  return { token: new Secret(token), expires: (link?.expires ?? new Date(0)).toISOString() };
}

/** The update takes the row's lock: whoever comes second finds it redeemed. */
async function redeem(
  db: Database,
  pod: CustomerPod,
  link: Digest,
  session: NewSession,
): Promise<boolean> {
  const used = await db
    .update(customerLinks)
    .set({ redeemedAt: sql`now()` })
    .where(
      and(
        isOf(customerLinks, pod),
        eq(customerLinks.digest, bytes(link)),
        isNull(customerLinks.redeemedAt),
        isValid(customerLinks),
      ),
    )
    .returning({ id: customerLinks.id });
  if (used.length === 0) return false;
  await db.insert(customerSessions).values({
    tenantId: pod.tenantUid,
    podUid: pod.uid,
    digest: bytes(session.digest),
    address: session.address,
    expiresAt: after(Math.min(session.idleSeconds, session.mostSeconds)),
    endsAt: after(session.mostSeconds),
  });
  return true;
}

async function useSession(
  db: Database,
  pod: CustomerPod,
  digest: Digest,
  { address, idleSeconds }: SessionUse,
): Promise<CustomerSession | undefined> {
  const [row] = await db
    .update(customerSessions)
    .set({
      address,
      lastUsedAt: sql`now()`,
      expiresAt: sql`least(${after(idleSeconds)}, ${customerSessions.endsAt})`,
    })
    .where(
      and(
        isOf(customerSessions, pod),
        eq(customerSessions.digest, bytes(digest)),
        isValid(customerSessions),
      ),
    )
    .returning();
  return row && toSession(row);
}

async function endSession(db: Database, pod: CustomerPod, digest: Digest): Promise<boolean> {
  const gone = await db
    .delete(customerSessions)
    .where(and(isOf(customerSessions, pod), eq(customerSessions.digest, bytes(digest))))
    .returning({ id: customerSessions.id });
  return gone.length > 0;
}

async function listSessions(db: Database, key: PodKey): Promise<readonly CustomerSession[]> {
  const rows = await db
    .select()
    .from(customerSessions)
    .where(and(isOfKey(db, customerSessions, key), isValid(customerSessions)))
    .orderBy(asc(customerSessions.id));
  return rows.map(toSession);
}

async function revokeSession(db: Database, key: PodKey, id: number): Promise<number> {
  const gone = await db
    .delete(customerSessions)
    .where(
      and(
        isOfKey(db, customerSessions, key),
        eq(customerSessions.id, id),
        isValid(customerSessions),
      ),
    )
    .returning({ id: customerSessions.id });
  return gone.length;
}

/** Links first: none may become a session behind the back of what follows. */
async function revokeAll(db: Database, key: PodKey) {
  return db.transaction(async (tx) => {
    const links = await tx
      .delete(customerLinks)
      .where(
        and(
          isOfKey(tx, customerLinks, key),
          isNull(customerLinks.redeemedAt),
          isValid(customerLinks),
        ),
      )
      .returning({ id: customerLinks.id });
    const sessions = await tx
      .delete(customerSessions)
      .where(and(isOfKey(tx, customerSessions, key), isValid(customerSessions)))
      .returning({ id: customerSessions.id });
    return { links: links.length, sessions: sessions.length };
  });
}

/** Both columns, since the indexes begin with the tenant. */
function isOf(table: OfPod, pod: CustomerPod): SQL | undefined {
  return and(eq(table.tenantId, pod.tenantUid), eq(table.podUid, pod.uid));
}

function isOfKey(db: Database, table: OfPod, key: PodKey): SQL | undefined {
  const owner = db
    .select({ tenantId: pods.tenantId, uid: pods.uid })
    .from(pods)
    .where(isPod(db, key));
  return sql`(${table.tenantId}, ${table.podUid}) in ${owner}`;
}

function isValid(table: OfPod): SQL {
  return gt(table.expiresAt, sql`now()`);
}

function after(seconds: number): SQL<Date> {
  return sql`now() + make_interval(secs => ${seconds})`;
}

function bytes(digest: Digest): Buffer {
  return Buffer.from(digest, 'hex');
}

function toSession(row: typeof customerSessions.$inferSelect): CustomerSession {
  return {
    id: row.id,
    created: row.createdAt.toISOString(),
    lastUsed: row.lastUsedAt.toISOString(),
    expires: row.expiresAt.toISOString(),
    address: row.address,
  };
}
