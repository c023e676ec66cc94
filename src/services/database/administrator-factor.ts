/** The second factor of the administrator as a row; sealed as secrets of tenants are. */
import { lt } from 'drizzle-orm';
import type { Secret } from '../../core/model/secret.ts';
import type { SecondFactor } from '../../ports/administrator.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { administratorFactor } from './administrator-tables.ts';
import { withStateErrors } from './errors.ts';
import type { Database } from './postgres.ts';
import { rereading } from './reread.ts';
import { presentMasterKey } from './tenant-keys.ts';

/** In the place of a tenant's uid, which is never this. */
const OWNER = 'administrator';
const VERSION = 1;
const PLACE = { tenantId: OWNER, podUid: undefined, name: 'second-factor', version: VERSION };
const WHAT = "the administrator's second factor";

type Row = typeof administratorFactor.$inferSelect;

export function createSecondFactor(db: Database, keys: KeyRing): SecondFactor {
  const run = <T>(work: () => Promise<T>): Promise<T> => withStateErrors(work);
  return {
    secret: () => run(() => rereading(() => readSecret(db, keys))),
    set: (secret, step) => run(() => rereading(() => write(db, keys, secret, step))),
    useStep: (step) => run(() => useStep(db, step)),
    remove: () => run(() => remove(db)),
  };
}

async function readSecret(db: Database, keys: KeyRing): Promise<Secret | undefined> {
  const [row] = await db.select().from(administratorFactor);
  if (row === undefined) return undefined;
  const wrapper = await keys.wrapper(row.masterKeyId);
  return wrapper.unwrap(wrappedKey(row)).open(row, PLACE, WHAT);
}

async function write(
  db: Database,
  keys: KeyRing,
  secret: Secret,
  lastStep: number,
): Promise<boolean> {
  const wrapper = await keys.wrapper(await presentMasterKey(db));
  const { row, key } = wrapper.create(OWNER, VERSION);
  const made = await db
    .insert(administratorFactor)
    .values({ ...keyColumns(row), ...key.seal(secret, PLACE), lastStep })
    .onConflictDoNothing()
    .returning({ id: administratorFactor.id });
  return made.length > 0;
}

/** The update takes the row's lock: of two with the same code one comes second. */
async function useStep(db: Database, step: number): Promise<boolean> {
  const used = await db
    .update(administratorFactor)
    .set({ lastStep: step })
    .where(lt(administratorFactor.lastStep, step))
    .returning({ id: administratorFactor.id });
  return used.length > 0;
}

async function remove(db: Database): Promise<boolean> {
  const gone = await db.delete(administratorFactor).returning({ id: administratorFactor.id });
  return gone.length > 0;
}

/** Its key in the form of a tenant's, for who wraps keys anew. */
export function wrappedKey({ masterKeyId, keyNonce, keyCiphertext }: Row) {
  const sealed = { nonce: keyNonce, ciphertext: keyCiphertext };
  return { tenantId: OWNER, version: VERSION, masterKeyId, ...sealed };
}

export function keyColumns({ masterKeyId, nonce, ciphertext }: ReturnType<typeof wrappedKey>) {
  return { masterKeyId, keyNonce: nonce, keyCiphertext: ciphertext };
}
