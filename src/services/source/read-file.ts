import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { SourceFile } from '../../ports/manifest-source.ts';
import type { Candidate } from './find-files.ts';
import { sourceProblem } from './source-problem.ts';
import { reasonOf } from './system-error.ts';

/** One file or stream to checked text: small enough, UTF-8, no NUL. */

const MAX_BYTES = 2 ** 20;

export type ReadFile =
  /** `identity` is the same for every path that leads to the file. */
  { readonly file: SourceFile; readonly identity: string } | { readonly diagnostic: Diagnostic };

export async function readFile({ name, path }: Candidate): Promise<ReadFile> {
  try {
    await using handle = await open(path);
    const found = await handle.stat();
    if (found.size > MAX_BYTES) return { diagnostic: tooLarge(name) };
    const bytes = found.isFile()
      ? await handle.readFile()
      : // A pipe has no size, so what comes out of it is counted.
        await readLimited(handle.createReadStream({ autoClose: false }));
    const identity = `${found.dev}:${found.ino}`;
    return toFile({ name, directory: dirname(path), bytes, identity });
  } catch (error) {
    const message = `the file cannot be read: ${reasonOf(error)}`;
    return { diagnostic: sourceProblem(name, { rule: 'FileUnreadable', message }) };
  }
}

export async function readStdin(
  stdin: AsyncIterable<Uint8Array | string>,
  directory: string,
): Promise<ReadFile> {
  const bytes = await readLimited(stdin);
  return toFile({ name: '<stdin>', directory, bytes, identity: '-' });
}

/** Undefined when there is more than allowed; the rest is not read. */
async function readLimited(
  chunks: AsyncIterable<Uint8Array | string>,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of chunks) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    parts.push(part);
    total += part.length;
    if (total > MAX_BYTES) return undefined;
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

interface Content {
  readonly name: string;
  readonly directory: string;
  readonly bytes: Uint8Array | undefined;
  readonly identity: string;
}

function toFile({ name, directory, bytes, identity }: Content): ReadFile {
  if (!bytes) return { diagnostic: tooLarge(name) };
  const text = decode(bytes);
  if (text === undefined) {
    const message = 'the file is not UTF-8 text';
    const hint = 'save it as UTF-8';
    const place = placeOf(new TextDecoder().decode(bytes), '\ufffd');
    return { diagnostic: sourceProblem(name, { rule: 'NotUtf8', message, hint, ...place }) };
  }
  if (text.includes('\0')) {
    const message = 'the file holds a NUL byte, so it is not text';
    return {
      diagnostic: sourceProblem(name, { rule: 'NulByte', message, ...placeOf(text, '\0') }),
    };
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { file: { name, directory, text, hash }, identity };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function placeOf(
  text: string,
  character: string,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, Math.max(text.indexOf(character), 0)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function tooLarge(name: string): Diagnostic {
  const message = 'the file is larger than 1 MiB';
  return sourceProblem(name, {
    rule: 'FileTooLarge',
    message,
    hint: 'split it into several files',
  });
}
