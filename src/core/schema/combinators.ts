import { type Static, type TSchema, type TUnsafe, Type } from 'typebox';

/**
 * Two schema forms that typebox has no compact equal for. Both give short JSON Schema, which keeps
 * editors' completions and our own messages readable.
 */

interface Annotations {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly maxProperties?: number;
}

/** One of these words. */
export function oneOf<const T extends readonly string[]>(
  values: T,
  annotations: Annotations,
): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...annotations });
}

/** Keys that match one schema to values that match another; other keys are errors. */
export function mapOf<V extends TSchema>(
  key: TSchema,
  value: V,
  annotations: Annotations,
): TUnsafe<Record<string, Static<V>>> {
  return Type.Unsafe<Record<string, Static<V>>>({
    type: 'object',
    propertyNames: key,
    additionalProperties: value,
    ...annotations,
  });
}
