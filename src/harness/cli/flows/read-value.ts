import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AgentPodError } from '../../../core/model/errors.ts';
import { Secret } from '../../../core/model/secret.ts';
import type { CliContext } from '../context.ts';

/** A secret's value: from a file, from stdin, or typed without being shown; never an argument. */

const MAX_KIB = 64;

/** One newline at the end is dropped. `ValueInvalid` (InvalidInput) never quotes what was given. */
export async function readValue(
  context: CliContext,
  fromFile: string | undefined,
  prompt: string,
): Promise<Secret> {
  if (fromFile !== undefined) return fileValue(resolve(context.cwd, fromFile));
  if (context.terminal.stdin)
    return checked(Buffer.from(await typed(context, prompt)), 'the value');
  return checked(await piped(context.stdin), 'stdin');
}

async function fileValue(path: string): Promise<Secret> {
  const what = `the file ${path}`;
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > MAX_KIB * 1024) throw tooLong(what);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof AgentPodError) throw error;
    throw invalid(`${what} cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
  return checked(bytes, what);
}

async function piped(stdin: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_KIB * 1024 + 2) throw tooLong('stdin');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function typed({ stdin, stderr }: CliContext, prompt: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // A terminal to the reader, so that it takes the echo over, and shows it nowhere.
  const reader = createInterface({ input: stdin, output: silent, terminal: true });
  stderr.write(prompt);
  return new Promise<string>((settle, reject) => {
    reader.on('SIGINT', () => reject(cancelled()));
    reader.on('close', () => settle(''));
    reader.question('', settle);
  }).finally(() => {
    reader.close();
    stderr.write('\n');
  });
}

function checked(bytes: Buffer, what: string): Secret {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw invalid(`${what} is not UTF-8 text`);
  }
  if (text === '') throw invalid(`${what} is empty`);
  if (Buffer.byteLength(text) > MAX_KIB * 1024) throw tooLong(what);
  return new Secret(text);
}

function tooLong(what: string): AgentPodError {
  return invalid(`${what} is larger than ${MAX_KIB} KiB`);
}

function invalid(message: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'ValueInvalid', `${message}; nothing was changed`, {
    hint: 'give the value on stdin or with --from-file',
  });
}

function cancelled(): AgentPodError {
  return new AgentPodError('InvalidInput', 'Interrupted', 'interrupted; nothing was changed');
}
