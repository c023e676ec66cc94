import { type Document, type ParsedNode, parseAllDocuments } from 'yaml';
import type { ConfigPath } from '../../core/config-drift/config-path.ts';
import { valueAt } from '../../core/config-drift/config-path.ts';
import { withEdits } from '../../core/config-drift/edits.ts';
import { appendDocument } from '../../core/manifests-edit/append-document.ts';
import { type FieldValue, setValuesAt } from '../../core/manifests-edit/set-values.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/model/json.ts';
import type { JsonSchema } from './json-schema.ts';

/** What one document says; `problem` while it is no document that a form could show. */
export type Reading =
  | { readonly data: JsonObject; readonly problem?: undefined }
  | { readonly data?: undefined; readonly problem: string; readonly line: number };

/** Reads the text of one document, as somebody may be typing it. */
export function readOwn(text: string): Reading {
  const documents: readonly Document.Parsed<ParsedNode>[] = [...parseAllDocuments(text)];
  const [document, second] = documents;
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error !== undefined) {
    return { problem: firstLine(error.message), line: error.linePos?.[0].line ?? 1 };
  }
  if (second !== undefined) return { problem: '---', line: lineAt(text, second.range[0]) };
  try {
    const data = (document?.toJS() ?? {}) as JsonValue;
    return isJsonObject(data) ? { data } : { problem: 'a: b', line: 1 };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : '', line: 1 };
  }
}

/** A new document, its keys in the schema's order. */
export function writeOwn(data: JsonObject, schema: JsonSchema): string {
  return appendDocument('', inOrder(data, schema) as JsonObject);
}

/**
 * The text with these fields set; what is empty afterwards goes too. As long as nobody wrote into it,
 * it is written anew in good order; else only what has to change does, and comments stay. Undefined
 * where that cannot be.
 */
export function editOwn(
  text: string,
  values: readonly FieldValue[],
  schema: JsonSchema,
): string | undefined {
  let own: string | undefined = text;
  for (const value of values) own = own === undefined ? undefined : editOne(own, value, schema);
  return own;
}

function editOne(text: string, value: FieldValue, schema: JsonSchema): string | undefined {
  const { data } = readOwn(text);
  if (data === undefined) return undefined;
  const tidy = tidied(data, value);
  if (text !== writeOwn(data, schema)) return setValuesAt(text, 0, [tidy]);
  return writeOwn(withEdits(data, [{ ...tidy, before: undefined, after: tidy.value }]), schema);
}

/** Channels and their like say something by being there, so they stay when they are empty. */
const KEPT_DEPTH = 3;
/** `metadata` and `spec` are there in any case. */
const LEAST_DEPTH = 2;

function tidied(data: JsonObject, { path, value }: FieldValue): FieldValue {
  if (value !== undefined) return { path, value };
  const parent = path.slice(0, -1);
  const around = valueAt(data, parent);
  const isAlone = isJsonObject(around) && Object.keys(around).join() === path.at(-1);
  const goes = parent.length >= LEAST_DEPTH && !isPart(parent) && isAlone;
  return goes ? tidied(data, { path: parent, value }) : { path, value };
}

function isPart(path: ConfigPath): boolean {
  return path.length === KEPT_DEPTH && path[1] !== 'providers';
}

function inOrder(value: JsonValue, schema: JsonSchema): JsonValue {
  if (!isJsonObject(value)) return value;
  const known = Object.keys(schema.properties ?? {});
  const place = (key: string): number => (known.includes(key) ? known.indexOf(key) : known.length);
  const entries = Object.entries(value).toSorted(([a], [b]) => place(a) - place(b));
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, inOrder(inner, schema.properties?.[key] ?? {})]),
  );
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
