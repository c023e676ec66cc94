import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { ChangeValue } from '../model/operation.ts';
import { redact } from '../status/redact.ts';
import { sameJson } from '../util/same-json.ts';

/** A leaf that differs between two JSON values. */
export interface FieldDifference {
  readonly path: string;
  readonly before: ChangeValue;
  readonly after: ChangeValue;
}

/** Keys whose plain values a plan never shows, wherever they stand: users do put secrets there. */
const SENSITIVE_KEY = /(secret|token|passw|apikey|api_key|credential|authorization|private)/i;

/**
 * Leaves that differ, sorted by path. Objects are walked; arrays are compared as a whole, since
 * their order carries meaning and an index says little to a reader.
 */
export function diffJson(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
): FieldDifference[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => diffJson(before[key], after[key], joinPath(path, key)));
  }
  if (sameJson(before, after)) return [];
  return [{ path, before: shown(before, path), after: shown(after, path) }];
}

/** A key that holds a dot is quoted, so that a path can be read back. */
function joinPath(path: string, key: string): string {
  const step = /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
  return path === '' ? step : `${path}.${step}`;
}

/** A value as a plan shows it at this path. */
export function shown(value: JsonValue | undefined, path: string): ChangeValue {
  if (value === undefined) return undefined;
  const hidden = isSensitivePath(path) || looksSecret(value);
  return isReference(value) || !hidden ? { value: masked(value) } : { sensitive: true };
}

function isSensitivePath(path: string): boolean {
  return SENSITIVE_KEY.test(path.slice(path.lastIndexOf('.') + 1));
}

/** Agents put credentials where no name tells of them, such as among the words of a command. */
function looksSecret(value: JsonValue): boolean {
  return typeof value === 'string' && redact(value) !== value;
}

/** `{source, provider, id}` names a secret and holds none. */
function isReference(value: JsonValue): boolean {
  return isJsonObject(value) && 'source' in value && 'id' in value;
}

/** A whole subtree that came or went may carry secrets deeper down. */
function masked(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(masked);
  if (looksSecret(value)) return '(sensitive)';
  if (!isJsonObject(value) || isReference(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SENSITIVE_KEY.test(key) && !isReference(item) && !isJsonObject(item)
        ? '(sensitive)'
        : masked(item),
    ]),
  );
}
