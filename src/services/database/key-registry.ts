/** Finds a wrong master key at the start: each key in use has a known text stored under it. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { ne } from 'drizzle-orm';
import { AgentPodError } from '../../core/model/errors.ts';
import { open, type Place, seal } from '../crypto/envelope.ts';
import { fingerprintKey } from '../crypto/fingerprint.ts';
import { deriveKey, masterKeyId } from '../crypto/master-key.ts';
import type { Database } from './postgres.ts';
import { masterKeys } from './schema.ts';

const CANARY = Buffer.from('agentpod', 'utf8');
const CANARY_PLACE: Place = ['canary', 1];
const KEY_BYTES = 32;

export type RegisteredKey = typeof masterKeys.$inferSelect;

/** Empty: nothing in this database was ever encrypted. */
export async function registeredKeys(db: Database): Promise<readonly RegisteredKey[]> {
  return db.select().from(masterKeys);
}

/** The first of these keys that this state was encrypted with. */
export function fittingKey(
  keys: readonly KeyObject[],
  registered: readonly RegisteredKey[],
): KeyObject | undefined {
  const ids = new Set(registered.map((row) => row.id));
  return keys.find((key) => ids.has(masterKeyId(key)));
}

/**
 * Fails with `MasterKeyWrong` (InvalidInput) unless the key opens its canary. Answers the key of the
 * fingerprints: the first master key's, carried along by each later one, so that a new master key
 * makes no secret look changed.
 */
export function verifyKey(key: KeyObject, registered: readonly RegisteredKey[]): KeyObject {
  const id = masterKeyId(key);
  const row = registered.find((candidate) => candidate.id === id);
  if (row === undefined) throw wrongKey(id, registered);
  const found = open(deriveKey(key, 'canary'), row, CANARY_PLACE, 'the mark of the master key');
  if (!found.subarray(0, CANARY.length).equals(CANARY)) throw wrongKey(id, registered);
  const carried = found.subarray(CANARY.length);
  return carried.length === KEY_BYTES ? createSecretKey(carried) : fingerprintKey(key);
}

/** Call it within `duringSetup`, after `registeredKeys` came back empty there. */
export async function registerKey(db: Database, key: KeyObject): Promise<void> {
  const mark = seal(deriveKey(key, 'canary'), CANARY, CANARY_PLACE);
  await db.insert(masterKeys).values({ id: masterKeyId(key), ...mark });
}

/** A key that follows another one; its mark carries the key of the fingerprints along. */
export async function registerSuccessor(
  db: Database,
  key: KeyObject,
  fingerprints: KeyObject,
): Promise<void> {
  const text = Buffer.concat([CANARY, fingerprints.export()]);
  const mark = seal(deriveKey(key, 'canary'), text, CANARY_PLACE);
  await db.insert(masterKeys).values({ id: masterKeyId(key), ...mark });
}

/** Nothing may be wrapped by them any more. */
export async function forgetOtherKeys(db: Database, key: KeyObject): Promise<void> {
  await db.delete(masterKeys).where(ne(masterKeys.id, masterKeyId(key)));
}

function wrongKey(id: string, registered: readonly RegisteredKey[]): AgentPodError {
  const wanted = registered.map((row) => row.id).join(', ');
  return new AgentPodError(
    'InvalidInput',
    'MasterKeyWrong',
    `the master key (id ${id}) is not the one that this state was encrypted with (id ${wanted})`,
    { hint: 'restore that key from its backup and name its file in AGENTPOD_MASTER_KEY_FILE' },
  );
}
