import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

/** Finds and takes out the parts of a free config that AgentPod owns. Paths are dotted. */
export interface OwnedKey {
  readonly path: string;
  readonly reason: string;
}

/** The owned paths that are set, in the order of `owned`. */
export function findOwnedKeys(
  config: JsonObject,
  owned: Readonly<Record<string, string>>,
): OwnedKey[] {
  return Object.entries(owned)
    .filter(([path]) => valueAt(config, path.split('.')) !== undefined)
    .map(([path, reason]) => ({ path, reason }));
}

/** The config without what is owned; maps that become empty stay. */
export function withoutOwnedKeys(
  config: JsonObject,
  owned: Readonly<Record<string, string>>,
): JsonObject {
  return Object.keys(owned).reduce((rest, path) => without(rest, path.split('.')), config);
}

function valueAt(value: JsonValue | undefined, keys: readonly string[]): JsonValue | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
  return valueAt(value[key], rest);
}

function without(config: JsonObject, [key, ...rest]: readonly string[]): JsonObject {
  if (key === undefined || !Object.hasOwn(config, key)) return config;
  const entries = Object.entries(config);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      name === key && isJsonObject(value) ? without(value, rest) : value,
    ]),
  );
}
