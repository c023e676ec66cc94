import type { ConfigFile } from '../../model/container.ts';
import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { CONFIG_FILE } from './paths.ts';

/** How people sign in to a gateway with these files; undefined for what is no OpenClaw gateway. */
export function loginMode(files: readonly ConfigFile[]): 'token' | 'trusted-proxy' | undefined {
  const config = files.find(({ path }) => path === CONFIG_FILE)?.content;
  if (config === undefined) return undefined;
  return inside(config, 'gateway', 'auth', 'mode') === 'trusted-proxy' ? 'trusted-proxy' : 'token';
}

function inside(value: JsonValue, ...path: readonly string[]): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const key of path) found = isJsonObject(found) ? found[key] : undefined;
  return found;
}
