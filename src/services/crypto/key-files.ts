/**
 * The master key's file while the key is being changed. The new key lies beside it before the database
 * turns to it, and the old one until the new one has its place: whenever a process dies, one of the
 * three files opens the database.
 */
import type { KeyObject } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { masterKeyId, readMasterKey, syncDirectory, writeKeyFile } from './master-key.ts';

const NEXT = '.new';
const PREVIOUS = '.old';

/** Where keys may lie while the master key is being changed. */
export function keysBeside(file: string): readonly string[] {
  return [`${file}${NEXT}`, `${file}${PREVIOUS}`];
}

/** The keys that may be the one: that in the file first. */
export async function masterKeyCandidates(file: string): Promise<readonly KeyObject[]> {
  const keys: KeyObject[] = [];
  for (const name of [file, ...keysBeside(file)]) {
    const key = await readMasterKey(name);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

export async function laySuccessor(file: string, key: KeyObject): Promise<void> {
  await rm(`${file}${NEXT}`, { force: true });
  await writeKeyFile(`${file}${NEXT}`, key);
  await syncDirectory(dirname(file));
}

/** The successor was not needed after all. */
export async function dropSuccessor(file: string): Promise<void> {
  await rm(`${file}${NEXT}`, { force: true });
}

/** Puts the successor into the file's place. Does nothing when it is not this key. */
export async function settleSuccessor(file: string, key: KeyObject): Promise<void> {
  const next = await readMasterKey(`${file}${NEXT}`);
  if (next === undefined || masterKeyId(next) !== masterKeyId(key)) return;
  const previous = await readMasterKey(file);
  if (previous !== undefined) {
    await rm(`${file}${PREVIOUS}`, { force: true });
    await writeKeyFile(`${file}${PREVIOUS}`, previous);
  }
  await rename(`${file}${NEXT}`, file);
  await syncDirectory(dirname(file));
  await rm(`${file}${PREVIOUS}`, { force: true });
}
