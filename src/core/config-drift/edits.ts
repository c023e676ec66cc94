import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { sameJson } from '../util/same-json.ts';
import { type ConfigPath, valueAt } from './config-path.ts';

/** One place where two states of a config differ; undefined: it is not there. */
export interface ConfigEdit {
  readonly path: ConfigPath;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/**
 * What leads from one state to another, sorted by path. Maps are walked, lists are one value. A map that
 * came or went as a whole is one edit, unless `isSplit` says that its parts are to be told apart.
 */
export function configEdits(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  isSplit: (path: ConfigPath) => boolean = () => false,
  path: ConfigPath = [],
): ConfigEdit[] {
  const bothMaps = isJsonObject(before) && isJsonObject(after);
  if (bothMaps || (isSplit(path) && areMapsOrNothing(before, after))) {
    const [left, right] = [asMap(before), asMap(after)];
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    return keys.flatMap((key) =>
      configEdits(own(left, key), own(right, key), isSplit, [...path, key]),
    );
  }
  return sameJson(before, after) ? [] : [{ path, before, after }];
}

/** The config with these edits made; a map that is missing on the way is made too. */
export function withEdits(config: JsonObject, edits: readonly ConfigEdit[]): JsonObject {
  return edits.reduce((state, { path, after }) => withValue(state, path, after), config);
}

function withValue(map: JsonObject, path: ConfigPath, value: JsonValue | undefined): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return isJsonObject(value) ? value : map;
  if (rest.length > 0) {
    const inner = valueAt(map, [key]);
    if (value === undefined && !isJsonObject(inner)) return map;
    return put(map, key, withValue(isJsonObject(inner) ? inner : {}, rest, value));
  }
  if (value !== undefined) return put(map, key, value);
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

/** fromEntries defines own properties: a key `__proto__` stays data. */
function put(map: JsonObject, key: string, value: JsonValue): JsonObject {
  return Object.fromEntries(new Map<string, JsonValue>([...Object.entries(map), [key, value]]));
}

function areMapsOrNothing(...sides: readonly (JsonValue | undefined)[]): boolean {
  return sides.every((side) => side === undefined || isJsonObject(side));
}

function asMap(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function own(map: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
