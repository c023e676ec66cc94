import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AgentPodError } from '../../../core/model/errors.ts';
import type { CliContext } from '../context.ts';
import { usageError } from '../failure.ts';

/** A server that was named, and what opens it. */
export interface NamedServer {
  /** Without a path or a slash at its end. */
  readonly server: string;
  readonly token: string;
}

/** From the flag, else AGENTPOD_SERVER; undefined when none is named. */
export async function namedServer(
  { env, cwd }: Pick<CliContext, 'env' | 'cwd'>,
  flag: string | undefined,
): Promise<NamedServer | undefined> {
  const server = flag ?? env['AGENTPOD_SERVER'] ?? '';
  if (server === '') return undefined;
  if (!/^https?:\/\/[^/@\s]+\/?$/.test(server)) {
    throw usageError(`${server}: not the address of a server`, 'write http://127.0.0.1:7080');
  }
  const token = env['AGENTPOD_TOKEN'] || (await tokenFile(env['AGENTPOD_TOKEN_FILE'], cwd));
  if (token !== '') return { server: server.replace(/\/$/, ''), token };
  throw usageError(
    'a server was named, and no token for it',
    'make one with agentpod api-token create, and put it into the file AGENTPOD_TOKEN_FILE names',
  );
}

async function tokenFile(path: string | undefined, cwd: string): Promise<string> {
  if (path === undefined || path === '') return '';
  try {
    return (await readFile(resolve(cwd, path), 'utf8')).trim();
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new AgentPodError('InvalidInput', 'ConfigInvalid', `AGENTPOD_TOKEN_FILE: ${why}`);
  }
}
