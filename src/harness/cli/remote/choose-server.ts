import { resolve } from 'node:path';
import { Secret } from '../../../core/model/secret.ts';
import { checkServerUrl, chooseContext } from '../../../core/remote/contexts.ts';
import { socketPath } from '../../../core/remote/socket-path.ts';
import type { ContextStore } from '../../../ports/context-store.ts';
import type { ServerPlace } from '../../../ports/server-client.ts';
import { usageError } from '../failure.ts';

export interface ServerWish {
  readonly server: string | undefined;
  readonly context: string | undefined;
}

export interface ServerGround {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly contexts: ContextStore;
  readonly stateDir: string;
}

type Place = Pick<ServerGround, 'env' | 'home'>;

/** The word for the server on this machine. */
const LOCAL = 'local';

export function contextsPath({ env, home }: Place): string {
  const given = read(env, 'AGENTPOD_CONFIG');
  if (given !== undefined) return given;
  const folder = read(env, 'XDG_CONFIG_HOME') ?? `${home}/.config`;
  return `${folder}/agentpod/config.yaml`;
}

/**
 * Which server a command is for: a flag, else the environment, else the current context; undefined
 * where none is named. `--server` and `--context` go before both variables; a server before a context.
 */
export async function chooseServer(
  wish: ServerWish,
  ground: ServerGround,
): Promise<ServerPlace | undefined> {
  const { env, contexts } = ground;
  if (wish.server !== undefined && wish.context !== undefined) {
    throw usageError('--server and --context name two servers', 'give one of them');
  }
  const path = contextsPath(ground);
  const inEnv = wish.context === undefined ? read(env, 'AGENTPOD_SERVER') : undefined;
  const url = wish.server ?? inEnv;
  if (url !== undefined) {
    const where = wish.server === undefined ? 'AGENTPOD_SERVER' : '--server';
    return named(url, where, ground);
  }
  const file = await contexts.read(path);
  const name = wish.context ?? read(env, 'AGENTPOD_CONTEXT') ?? file.currentContext;
  if (name === undefined || name === '') return undefined;
  const chosen = chooseContext(file, name, path);
  const own = await ownToken(ground);
  if (own !== undefined) return { ...placeOf(chosen.url, path), token: own };
  if (chosen.token !== undefined) {
    return { ...placeOf(chosen.url, path), token: new Secret(chosen.token) };
  }
  if (chosen.tokenFile === undefined) return placeOf(chosen.url, path);
  const token = await contexts.readToken(resolve(path, '..', chosen.tokenFile));
  return { ...placeOf(chosen.url, path), token };
}

async function named(url: string, where: string, ground: ServerGround): Promise<ServerPlace> {
  const token = await ownToken(ground);
  const place =
    url === LOCAL ? { url: `unix://${socketPath(ground.stateDir)}` } : placeOf(url, where);
  return token === undefined ? place : { ...place, token };
}

function placeOf(url: string, where: string): ServerPlace {
  return { url: checkServerUrl(url, where) };
}

async function ownToken({ env, cwd, contexts }: ServerGround): Promise<Secret | undefined> {
  const token = read(env, 'AGENTPOD_TOKEN');
  const file = read(env, 'AGENTPOD_TOKEN_FILE');
  if (token !== undefined && file !== undefined) {
    throw usageError('AGENTPOD_TOKEN and AGENTPOD_TOKEN_FILE are both set', 'unset one of them');
  }
  if (token !== undefined) return new Secret(token);
  return file === undefined ? undefined : contexts.readToken(resolve(cwd, file));
}

function read(env: Place['env'], name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
