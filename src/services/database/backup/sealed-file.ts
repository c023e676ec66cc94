/** Lines in a file: compressed, encrypted, and there as a whole or not at all. */
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { AgentPodError } from '../../../core/model/errors.ts';
import { reasonOf } from '../../source/system-error.ts';
import type { BackupKey, BackupLock } from './age-keys.ts';
import { damaged } from './format.ts';

/** The web's streams are what the library takes and gives. */
type ByteStream = ReadableStream<Uint8Array>;

const AGE_HEADER = 'age-encryption.org/v1\n';

/**
 * Mode 0600. What was there is replaced only when the new file is complete, on the disk, and `prove`
 * found nothing wrong with it under the name that it has until then. `BackupUnwritable` (InvalidInput).
 */
export async function writeSealed<Proof>(
  file: string,
  { encrypter }: BackupLock,
  lines: AsyncIterable<string>,
  prove: (temporary: string) => Promise<Proof>,
): Promise<Proof> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    const sealed = await encrypter.encrypt(toWeb(zipped(lines)));
    const target = createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(fromWeb(sealed), target);
    const proof = await prove(temporary);
    await rename(temporary, file);
    await syncFolder(dirname(file));
    return proof;
  } catch (error) {
    throw isSystemError(error) ? unwritable(file, error) : error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Errors of the lines travel on: a snapshot that breaks must not look like its end. */
function zipped(lines: AsyncIterable<string>): Readable {
  const zip = createGzip();
  const source = Readable.from(withNewlines(lines));
  return source.on('error', (error) => zip.destroy(error)).pipe(zip);
}

async function* withNewlines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

/**
 * Fails at once with `BackupLocked` when the key does not open it, or `BackupUnreadable`; while the
 * lines are read with `BackupInvalid` when the file was cut off or changed (all InvalidInput).
 */
export async function openSealed(file: string, key: BackupKey): Promise<AsyncGenerator<string>> {
  await requireAge(file);
  const source = createReadStream(file);
  try {
    const plain = await decrypt(toWeb(source), key, file);
    return readLines(fromWeb(plain), file);
  } catch (error) {
    source.destroy();
    throw error;
  }
}

async function decrypt(sealed: ByteStream, key: BackupKey, file: string): Promise<ByteStream> {
  try {
    return await key.decrypter().decrypt(sealed);
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (/no identity matched|not the only one/.test(words)) throw locked(file, key, error);
    throw damaged(file, 'it was cut off or changed', error);
  }
}

async function* readLines(sealed: Readable, file: string): AsyncGenerator<string> {
  const plain = createGunzip();
  sealed.on('error', (error) => plain.destroy(error)).pipe(plain);
  plain.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of plain) {
      const parts = (rest + String(chunk)).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } catch (error) {
    throw error instanceof AgentPodError
      ? error
      : damaged(file, 'it was cut off or changed', error);
  } finally {
    sealed.destroy();
    plain.destroy();
  }
}

async function requireAge(file: string): Promise<void> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const start = Buffer.alloc(AGE_HEADER.length);
  await handle.read(start, { position: 0 }).finally(() => handle.close());
  if (start.toString('utf8') !== AGE_HEADER) {
    throw damaged(file, 'it is not encrypted with age, as every backup is');
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function toWeb(stream: Readable): ByteStream {
  return Readable.toWeb(stream) as ByteStream;
}

function fromWeb(stream: ByteStream): Readable {
  return Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function unwritable(file: string, error: unknown): AgentPodError {
  const message = `the backup ${file} cannot be written: ${reasonOf(error)}`;
  return new AgentPodError('InvalidInput', 'BackupUnwritable', message, { cause: error });
}

function unreadable(file: string, error: unknown): AgentPodError {
  const message = `the backup ${file} cannot be read: ${reasonOf(error)}`;
  return new AgentPodError('InvalidInput', 'BackupUnreadable', message, { cause: error });
}

function locked(file: string, { refusal }: BackupKey, cause: unknown): AgentPodError {
  return new AgentPodError('InvalidInput', 'BackupLocked', `${refusal} ${file}`, {
    hint: 'nothing was changed; name the passphrase or identity that it was made with',
    cause,
  });
}
