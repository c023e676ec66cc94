import { sortedEntries } from './sort.ts';

/**
 * JSON text that is the same for equal values: keys sorted, no blanks, absent and `undefined`
 * fields alike. The order of lists is kept, since it has a meaning.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isRecord(item) ? Object.fromEntries(sortedEntries(item)) : item,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
