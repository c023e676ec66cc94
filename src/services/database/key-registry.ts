/** Finds a wrong master key at the start: each key in use has a known text stored under it. */
import type { KeyObject } from 'node:crypto';
import { AgentPodError } from '../../core/model/errors.ts';
import { open, type Place, seal } from '../crypto/envelope.ts';
import { deriveKey, masterKeyId } from '../crypto/master-key.ts';
import type { Database } from './postgres.ts';
import { masterKeys } from './schema.ts';

const CANARY = Buffer.from('agentpod', 'utf8');
const CANARY_PLACE: Place = ['canary', 1];

export type RegisteredKey = typeof masterKeys.$inferSelect;

/** Empty: nothing in this database was ever encrypted. */
export async function registeredKeys(db: Database): Promise<readonly RegisteredKey[]> {
  return db.select().from(masterKeys);
}

/** Fails with `MasterKeyWrong` (InvalidInput) unless the key opens its canary. */
export function verifyKey(key: KeyObject, registered: readonly RegisteredKey[]): void {
  const id = masterKeyId(key);
  const row = registered.find((candidate) => candidate.id === id);
  if (row === undefined) throw wrongKey(id, registered);
  const found = open(deriveKey(key, 'canary'), row, CANARY_PLACE, 'the mark of the master key');
  if (!found.equals(CANARY)) throw wrongKey(id, registered);
}

/** Call it within `duringSetup`, after `registeredKeys` came back empty there. */
export async function registerKey(db: Database, key: KeyObject): Promise<void> {
  const mark = seal(deriveKey(key, 'canary'), CANARY, CANARY_PLACE);
  await db.insert(masterKeys).values({ id: masterKeyId(key), ...mark });
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
