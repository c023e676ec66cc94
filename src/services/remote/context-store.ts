import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import { type ContextFile, checkContexts } from '../../core/remote/contexts.ts';
import type { ContextStore } from '../../ports/context-store.ts';

export const contextStore: ContextStore = { read, write, readToken };

async function read(path: string): Promise<ContextFile> {
  const text = await textOf(path);
  if (text === undefined) return {};
  const document = parseDocument(text);
  const [problem] = document.errors;
  // Its message may quote the line, and the line may be a token.
  if (problem !== undefined) throw trouble(`${path} is not YAML (${problem.code})`);
  const file = checkContexts(document.toJS(), path);
  const hasToken = file.credentials?.some(({ token }) => token !== undefined) ?? false;
  if (hasToken && (await isExposed(path))) throw exposed(path);
  return file;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw trouble(`cannot read ${path}: ${(cause as Error).message}`);
  }
}

/** Whole or not at all, and never readable for others. */
async function write(path: string, file: ContextFile): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rm(temporary, { force: true });
    await using handle = await open(temporary, 'wx', 0o600);
    await handle.writeFile(stringify(file));
    await handle.sync();
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw trouble(`cannot write ${path}: ${(cause as Error).message}`);
  }
}

async function readToken(path: string): Promise<Secret> {
  const text = await textOf(path);
  const [line = ''] = (text ?? '').split('\n');
  if (line.trim() === '') throw trouble(`there is no token in ${path}`);
  if (await isExposed(path)) throw exposed(path);
  return new Secret(line.trim());
}

async function isExposed(path: string): Promise<boolean> {
  return ((await stat(path)).mode & 0o077) !== 0;
}

function exposed(path: string): AgentPodError {
  return trouble(`others may read ${path}, which holds a token`, `chmod 600 ${path}`);
}

function trouble(message: string, hint?: string): AgentPodError {
  const more = hint === undefined ? {} : { hint };
  return new AgentPodError('InvalidInput', 'ConfigInvalid', message, more);
}
