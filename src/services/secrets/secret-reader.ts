import type { KeyObject } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import type { SecretReader } from '../../ports/secret-reader.ts';
import { fingerprint } from '../crypto/fingerprint.ts';
import { codeOf, reasonOf } from '../source/system-error.ts';

/** Secrets from environment variables and files. */

const MAX_BYTES = 64 * 1024;

export interface SecretReaderOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of this installation; see `fingerprintKey`. */
  readonly fingerprintKey: KeyObject;
}

export function secretReader({ env, fingerprintKey }: SecretReaderOptions): SecretReader {
  return {
    read: async (source) =>
      source.kind === 'env' ? readVariable(source.name, env) : await readSecretFile(source.path),
    fingerprint: (value) => fingerprint(fingerprintKey, value),
  };
}

function readVariable(name: string, env: SecretReaderOptions['env']): Secret {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined) {
    throw missing(`the environment variable ${name} is not set`, `set it, or write {file: path}`);
  }
  const text = withoutNewline(value);
  if (text === '') throw missing(`the environment variable ${name} is empty`);
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw missing(`the environment variable ${name} is larger than 64 KiB`);
  }
  return new Secret(text);
}

async function readSecretFile(path: string): Promise<Secret> {
  const bytes = await readLimited(path);
  if (bytes.length > MAX_BYTES) throw missing(`the file ${path} is larger than 64 KiB`);
  const text = withoutNewline(decode(bytes, path));
  if (text === '') throw missing(`the file ${path} is empty`);
  return new Secret(text);
}

/** One byte more than allowed at most, and never waiting for the writer of a named pipe. */
async function readLimited(path: string): Promise<Uint8Array> {
  try {
    await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile()) throw missing(`${path} is not a file`);
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (error instanceof AgentPodError) throw error;
    if (codeOf(error) === 'ENOENT') throw missing(`the file ${path} does not exist`);
    throw missing(`the file ${path} cannot be read: ${reasonOf(error)}`);
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw missing(`the file ${path} is not UTF-8 text`);
  }
}

function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}

/** Without a cause: it would carry nothing that the message does not say. */
function missing(message: string, hint?: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'SecretMissing', message, hint ? { hint } : {});
}
