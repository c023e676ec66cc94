/** Another master key for the whole state: the tenants' keys are encrypted anew, no secret is. */
import type { KeyObject } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { AgentPodError } from '../../core/model/errors.ts';
import type { RekeyReport, RekeyRequest } from '../../ports/rekey.ts';
import {
  dropSuccessor,
  laySuccessor,
  masterKeyCandidates,
  settleSuccessor,
} from '../crypto/key-files.ts';
import { masterKeyId, newMasterKey, readMasterKey } from '../crypto/master-key.ts';
import { rewrapKey } from '../crypto/tenant-key.ts';
import { keyColumns, wrappedKey } from './administrator-factor.ts';
import { administratorFactor } from './administrator-tables.ts';
import { requireServer } from './backup/state-server.ts';
import { withStateErrors } from './errors.ts';
import {
  fittingKey,
  forgetOtherKeys,
  registeredKeys,
  registerSuccessor,
  verifyKey,
} from './key-registry.ts';
import { keyFile, openServer, type StateOptions } from './open.ts';
import { type Database, onConnection } from './postgres.ts';
import { actAsEngine } from './roles.ts';
import { tenantKeys } from './schema.ts';

/**
 * Readers go on meanwhile: they see the old rows or the new ones, and find the key of either beside
 * the key's file. Failures are those of `openState`, `LockHeld` (Conflict), `MasterKeySame`,
 * `MasterKeyMissing` (InvalidInput).
 */
export function rekeyState(options: StateOptions, request: RekeyRequest): Promise<RekeyReport> {
  return withStateErrors(async () => {
    const key = await successor(request);
    const server = await requireServer(options);
    const state = await openServer(server, options);
    const held = await state.lock.acquire(request.lock);
    try {
      const file = keyFile(options);
      const tenants = await onConnection(server, options.application, async (db) => {
        await db.execute(sql.raw(actAsEngine(false)));
        return succeed(db, file, key);
      });
      return { tenants, keyFile: file };
    } finally {
      await held.release();
      await state.close();
    }
  });
}

async function successor({ newKeyFile }: RekeyRequest): Promise<KeyObject> {
  if (newKeyFile === undefined) return newMasterKey();
  const key = await readMasterKey(newKeyFile);
  if (key !== undefined) return key;
  throw new AgentPodError(
    'InvalidInput',
    'MasterKeyMissing',
    `there is no key file ${newKeyFile}`,
    { hint: 'leave --new-key-file out, and a new key is made' },
  );
}

/** The new key is on the disk before the database needs it, and in its place only after that. */
async function succeed(db: Database, file: string, key: KeyObject): Promise<number> {
  const registered = await registeredKeys(db);
  const old = fittingKey(await masterKeyCandidates(file), registered);
  if (old === undefined) throw lostMeanwhile(file);
  if (old.equals(key)) throw sameKey();
  const fingerprints = verifyKey(old, registered);
  await laySuccessor(file, key);
  let tenants: number;
  try {
    tenants = await db.transaction(async (tx) => {
      // A tenant that comes now waits, and gets its key under the new master key.
      await tx.execute(
        sql`lock table ${tenantKeys}, ${administratorFactor} in share row exclusive mode`,
      );
      await registerSuccessor(tx, key, fingerprints);
      const count = await rewrapAll(tx, old, key);
      await forgetOtherKeys(tx, key);
      return count;
    });
  } catch (error) {
    // When the answer to the commit was lost, the database may need the new key: then it stays.
    if (!(await isRegistered(db, key).catch(() => true))) await dropSuccessor(file);
    throw error;
  }
  await settleSuccessor(file, key);
  return tenants;
}

async function rewrapAll(db: Database, old: KeyObject, key: KeyObject): Promise<number> {
  const rows = await db.select().from(tenantKeys);
  for (const row of rows) {
    const { tenantId, version, masterKeyId: id, nonce, ciphertext } = rewrapKey(row, old, key);
    await db
      .update(tenantKeys)
      .set({ masterKeyId: id, nonce, ciphertext })
      .where(and(eq(tenantKeys.tenantId, tenantId), eq(tenantKeys.version, version)));
  }
  await rewrapFactor(db, old, key);
  return new Set(rows.map(({ tenantId }) => tenantId)).size;
}

async function rewrapFactor(db: Database, old: KeyObject, key: KeyObject): Promise<void> {
  for (const row of await db.select().from(administratorFactor)) {
    await db.update(administratorFactor).set(keyColumns(rewrapKey(wrappedKey(row), old, key)));
  }
}

async function isRegistered(db: Database, key: KeyObject): Promise<boolean> {
  const id = masterKeyId(key);
  return (await registeredKeys(db)).some((row) => row.id === id);
}

function sameKey(): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'MasterKeySame',
    'that is the master key already; nothing was changed',
    { hint: 'leave --new-key-file out, and a new key is made' },
  );
}

function lostMeanwhile(file: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'MasterKeyMissing',
    `the master key in ${file} is gone; nothing was changed`,
    { hint: 'restore the file from its backup' },
  );
}
