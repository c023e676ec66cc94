import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { AgentPodError } from '../../core/model/errors.ts';
import { codeOf, reasonOf } from '../source/system-error.ts';
import { missingSecret } from './secret-problem.ts';

/**
 * A file's bytes, at most `max` KiB, and never waiting for the writer of a named pipe.
 * `SecretMissing` when it is absent, not a file, too large or not readable. Messages name `path`,
 * which may be a link to `place`.
 */
export async function readBytes(path: string, maxKiB: number, place = path): Promise<Buffer> {
  try {
    await using handle = await open(place, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile()) throw missingSecret(`${path} is not a file`);
    const buffer = Buffer.alloc(Math.min(found.size, maxKiB * 1024) + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    if (bytesRead > maxKiB * 1024) {
      throw missingSecret(`the file ${path} is larger than ${maxKiB} KiB`);
    }
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (error instanceof AgentPodError) throw error;
    throw unreadable(path, error);
  }
}

export function unreadable(path: string, error: unknown): AgentPodError {
  if (codeOf(error) === 'ENOENT') return missingSecret(`the file ${path} does not exist`);
  return missingSecret(`the file ${path} cannot be read: ${reasonOf(error)}`);
}

/** UTF-8; `SecretMissing` when it is not. */
export function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw missingSecret(`${what} is not UTF-8 text`);
  }
}
