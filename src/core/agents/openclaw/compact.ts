import type { JsonObject, JsonValue } from '../../model/json.ts';

/** Without the fields that are undefined: JSON has no word for them. */
export function compact(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
