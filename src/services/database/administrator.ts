/** The dashboard's administrator as rows: found by digest, never by what opens. */
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { Administrator, AdminSession, NewAdminSession } from '../../ports/administrator.ts';
import type { Digest } from '../../ports/customer-access.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { createSecondFactor } from './administrator-factor.ts';
import {
  administrator,
  administratorFactor,
  administratorSessions,
} from './administrator-tables.ts';
import { withStateErrors } from './errors.ts';
import type { Database } from './postgres.ts';

export function createAdministrator(db: Database, keys: KeyRing): Administrator {
  const run = <T>(work: () => Promise<T>): Promise<T> => withStateErrors(work);
  return {
    passwordHash: () => run(() => passwordHash(db)),
    offerSetup: (link, seconds) => run(() => offerSetup(db, link, seconds)),
    redeemSetup: (link, hash) => run(() => redeemSetup(db, link, hash)),
    secondFactor: createSecondFactor(db, keys),
    begin: (session) => run(() => begin(db, session)),
    use: (session, idleSeconds) => run(() => use(db, session, idleSeconds)),
    end: (session) => run(() => end(db, session)),
    endAll: () => run(() => endAll(db)),
    sessions: () => run(() => sessions(db)),
  };
}

async function passwordHash(db: Database): Promise<string | undefined> {
  const [row] = await db.select({ hash: administrator.passwordHash }).from(administrator);
  return row?.hash ?? undefined;
}

async function offerSetup(db: Database, link: Digest, seconds: number): Promise<void> {
  const offer = { setupDigest: bytes(link), setupExpiresAt: after(seconds) };
  await db
    .insert(administrator)
    .values(offer)
    .onConflictDoUpdate({ target: administrator.id, set: offer });
}

/** The update takes the row's lock: whoever comes second finds no link. */
function redeemSetup(db: Database, link: Digest, hash: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const used = await tx
      .update(administrator)
      .set({ passwordHash: hash, setupDigest: null, setupExpiresAt: null })
      .where(and(eq(administrator.setupDigest, bytes(link)), gt(administrator.setupExpiresAt, NOW)))
      .returning({ id: administrator.id });
    if (used.length === 0) return false;
    await tx.delete(administratorSessions);
    await tx.delete(administratorFactor);
    return true;
  });
}

async function begin(db: Database, session: NewAdminSession): Promise<void> {
  await db.insert(administratorSessions).values({
    digest: bytes(session.digest),
    address: session.address,
    expiresAt: after(Math.min(session.idleSeconds, session.mostSeconds)),
    endsAt: after(session.mostSeconds),
  });
}

async function use(
  db: Database,
  session: Digest,
  idleSeconds: number,
): Promise<AdminSession | undefined> {
  const [row] = await db
    .update(administratorSessions)
    .set({
      lastUsedAt: NOW,
      expiresAt: sql`least(${after(idleSeconds)}, ${administratorSessions.endsAt})`,
    })
    .where(and(eq(administratorSessions.digest, bytes(session)), isValid()))
    .returning();
  return row && toSession(row);
}

async function end(db: Database, session: Digest): Promise<boolean> {
  const gone = await db
    .delete(administratorSessions)
    .where(eq(administratorSessions.digest, bytes(session)))
    .returning({ id: administratorSessions.id });
  return gone.length > 0;
}

async function endAll(db: Database): Promise<number> {
  const gone = await db
    .delete(administratorSessions)
    .where(isValid())
    .returning({ id: administratorSessions.id });
  return gone.length;
}

async function sessions(db: Database): Promise<readonly AdminSession[]> {
  const rows = await db
    .select()
    .from(administratorSessions)
    .where(isValid())
    .orderBy(asc(administratorSessions.id));
  return rows.map(toSession);
}

const NOW = sql<Date>`now()`;

function isValid(): SQL {
  return gt(administratorSessions.expiresAt, NOW);
}

function after(seconds: number): SQL<Date> {
  return sql`now() + make_interval(secs => ${seconds})`;
}

function bytes(digest: Digest): Buffer {
  return Buffer.from(digest, 'hex');
}

function toSession(row: typeof administratorSessions.$inferSelect): AdminSession {
  return {
    id: row.id,
    address: row.address,
    created: row.createdAt.toISOString(),
    lastUsed: row.lastUsedAt.toISOString(),
    expires: row.expiresAt.toISOString(),
  };
}
