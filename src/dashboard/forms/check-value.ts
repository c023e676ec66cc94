import { isJsonObject, type JsonValue } from '../../core/model/json.ts';
import type { JsonSchema } from './json-schema.ts';

/** What is wrong with a value, as data: the words are the reader's language's. */
export type Complaint =
  | { readonly kind: 'missing' }
  | { readonly kind: 'form'; readonly title: string; readonly example: string | undefined }
  | { readonly kind: 'least' | 'above' | 'most' | 'longest' | 'items'; readonly limit: number }
  | { readonly kind: 'number' | 'whole' | 'twice' | 'choice' }
  | { readonly kind: 'key'; readonly key: string }
  /** In words of its own, such as the server's. */
  | { readonly kind: 'said'; readonly message: string; readonly hint?: string | undefined };

/** The first thing that is wrong; undefined when all is well. Only what forms can enter is looked at. */
export function checkValue(schema: JsonSchema, value: JsonValue): Complaint | undefined {
  if (schema.const !== undefined && value !== schema.const) return { kind: 'choice' };
  if (schema.enum !== undefined && typeof value === 'string' && !schema.enum.includes(value)) {
    return { kind: 'choice' };
  }
  if (schema.type === 'number' || schema.type === 'integer') return checkNumber(schema, value);
  if (typeof value === 'string') return checkText(schema, value);
  if (Array.isArray(value)) return checkList(schema, value);
  if (isJsonObject(value)) return checkMap(schema, value);
  return undefined;
}

function checkNumber(schema: JsonSchema, value: JsonValue): Complaint | undefined {
  const { minimum, exclusiveMinimum, maximum, type } = schema;
  if (typeof value !== 'number') return { kind: 'number' };
  if (type === 'integer' && !Number.isInteger(value)) return { kind: 'whole' };
  if (minimum !== undefined && value < minimum) return { kind: 'least', limit: minimum };
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
    return { kind: 'above', limit: exclusiveMinimum };
  }
  if (maximum !== undefined && value > maximum) return { kind: 'most', limit: maximum };
  return undefined;
}

function checkText(schema: JsonSchema, value: string): Complaint | undefined {
  const { minLength = 0, maxLength, pattern, not } = schema;
  if ([...value].length < minLength) return { kind: 'missing' };
  if (maxLength !== undefined && [...value].length > maxLength) {
    return { kind: 'longest', limit: maxLength };
  }
  const fits = pattern === undefined || new RegExp(pattern, 'u').test(value);
  const isRefused = not?.pattern !== undefined && new RegExp(not.pattern, 'u').test(value);
  if (fits && !isRefused) return undefined;
  const [example] = schema.examples ?? [];
  return {
    kind: 'form',
    title: schema.title ?? '',
    example: typeof example === 'string' ? example : undefined,
  };
}

function checkList(schema: JsonSchema, items: readonly JsonValue[]): Complaint | undefined {
  const { items: each, minItems = 0, maxItems, uniqueItems } = schema;
  if (items.length < minItems) return { kind: 'missing' };
  if (maxItems !== undefined && items.length > maxItems) return { kind: 'items', limit: maxItems };
  if (uniqueItems && new Set(items).size < items.length) return { kind: 'twice' };
  if (each === undefined) return undefined;
  return items.map((item) => checkValue(each, item)).find((found) => found !== undefined);
}

function checkMap(schema: JsonSchema, map: Readonly<Record<string, JsonValue>>) {
  const { propertyNames, additionalProperties } = schema;
  for (const [key, value] of Object.entries(map)) {
    if (propertyNames && checkValue(propertyNames, key)) return { kind: 'key', key } as const;
    const found =
      typeof additionalProperties === 'object' && checkValue(additionalProperties, value);
    if (found) return found;
  }
  return undefined;
}
