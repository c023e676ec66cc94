/** The one key outside the database: read from a private file, and the root of every other key. */
import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentPodError } from '../../core/model/errors.ts';

const KEY_BYTES = 32;
/** More than any base64 form of the key; keeps a mistaken path from being read into memory. */
const MAX_FILE_BYTES = 1024;

export type KeyPurpose = 'canary' | 'tenant-keys' | 'fingerprints';

/** An own key for each purpose, so that one use can never weaken another. */
export function deriveKey(masterKey: KeyObject, purpose: KeyPurpose): KeyObject {
  const bytes = hkdfSync('sha256', masterKey, '', `agentpod/v1/${purpose}`, KEY_BYTES);
  return createSecretKey(new Uint8Array(bytes));
}

/** Names a key without telling it; 16 hex characters. Rows carry it, so that keys can be changed. */
export function masterKeyId(masterKey: KeyObject): string {
  return createHmac('sha256', masterKey).update('agentpod/v1/key-id').digest('hex').slice(0, 16);
}

/** A key that nothing was or will be encrypted with, for reading a state that holds no secrets. */
export function ephemeralKey(): KeyObject {
  return newMasterKey();
}

/**
 * The key in `file`: 32 bytes as base64. Undefined when there is no such file. Fails with
 * `MasterKeyExposed`, `MasterKeyInvalid` or `MasterKeyUnreadable` (all InvalidInput).
 */
export async function readMasterKey(file: string): Promise<KeyObject | undefined> {
  const handle = await openKeyFile(file);
  if (handle === undefined) return undefined;
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size > MAX_FILE_BYTES) throw invalidKey(file);
    refuseExposed(file, found.mode);
    return parseKey(file, await handle.readFile('utf8'));
  } finally {
    await handle.close();
  }
}

export function newMasterKey(): KeyObject {
  return createSecretKey(randomBytes(KEY_BYTES));
}

/** Into a new file of mode 0600; fails with `MasterKeyUnwritable` (InvalidInput) over an old one. */
export function writeKeyFile(file: string, key: KeyObject): Promise<void> {
  return writeDurably(file, `${key.export().toString('base64')}\n`);
}

/** Makes a key in `file`, mode 0600; when another process was faster, reads that one's. */
export async function createMasterKey(file: string): Promise<KeyObject> {
  try {
    await writeKeyFile(file, newMasterKey());
  } catch (error) {
    if (!(error instanceof AgentPodError) || codeOf(error.cause) !== 'EEXIST') throw error;
  }
  await syncDirectory(dirname(file));
  const key = await readMasterKey(file);
  if (key === undefined) throw invalidKey(file);
  return key;
}

async function openKeyFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new AgentPodError(
      'InvalidInput',
      'MasterKeyUnreadable',
      `master key file ${file} cannot be read (${codeOf(error)})`,
      { hint: 'run as the user who owns the file', cause: error },
    );
  }
}

function refuseExposed(file: string, mode: number): void {
  if ((mode & 0o077) === 0) return;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw new AgentPodError(
    'InvalidInput',
    'MasterKeyExposed',
    `master key file ${file} has mode ${octal}: others than its owner can reach it`,
    { hint: `chmod 600 ${file}` },
  );
}

function parseKey(file: string, text: string): KeyObject {
  const encoded = text.trim();
  const bytes = Buffer.from(encoded, 'base64');
  // Decoding skips what is not base64; encoding back shows whether anything was skipped.
  const canonical = bytes.toString('base64').replace(/=+$/, '');
  if (bytes.length !== KEY_BYTES || canonical !== encoded.replace(/=+$/, ''))
    throw invalidKey(file);
  return createSecretKey(bytes);
}

/** Whole or not at all: others may look for a key there at any moment. */
async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link never replaces a key that is there.
    await link(temporary, file);
  } catch (error) {
    throw unwritableKey(file, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function invalidKey(file: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'MasterKeyInvalid',
    `master key file ${file} does not hold 32 bytes as base64`,
    { hint: 'restore the file from its backup; a new key cannot read what the old one encrypted' },
  );
}

function unwritableKey(file: string, error: unknown): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'MasterKeyUnwritable',
    `master key file ${file} cannot be created (${codeOf(error)})`,
    { hint: 'choose a writable AGENTPOD_STATE_DIR', cause: error },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
