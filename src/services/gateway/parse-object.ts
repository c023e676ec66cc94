import { isJsonObject, type JsonObject, type JsonValue } from '../../core/model/json.ts';

/** Undefined when the text is no JSON, or not an object. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
