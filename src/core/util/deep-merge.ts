import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

/** Maps merge key by key; anything else, lists included, is replaced whole by `over`. */
export function deepMerge(base: JsonObject, over: JsonObject): JsonObject {
  const merged = new Map<string, JsonValue>(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isJsonObject(below) && isJsonObject(value) ? deepMerge(below, value) : value);
  }
  // fromEntries defines own properties: a key `__proto__` stays data.
  return Object.fromEntries(merged);
}
