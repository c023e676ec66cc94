import {
  Document,
  isMap,
  isScalar,
  type Node,
  type Pair,
  parseAllDocuments,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { ConfigPath } from '../config-drift/config-path.ts';
import { type ConfigEdit, withEdits } from '../config-drift/edits.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { type PodKey, podKey } from '../model/resource.ts';
import { sameJson } from '../util/same-json.ts';

/** A value for a field of a pod's manifest; undefined: the field goes. */
export interface FieldValue {
  readonly path: ConfigPath;
  readonly value: JsonValue | undefined;
}

/**
 * The file's text with these fields of one pod set. Comments stay, and so does every other document to
 * the byte. Undefined when the pod is not in the file, is sealed, or cannot be edited safely.
 */
export function setValues(
  text: string,
  pod: PodKey,
  values: readonly FieldValue[],
): string | undefined {
  const index = findPod(parseAllDocuments(text), pod);
  return index === -1 ? undefined : setValuesAt(text, index, values);
}

/** The same of the document at that place, whatever it is. */
export function setValuesAt(
  text: string,
  index: number,
  values: readonly FieldValue[],
): string | undefined {
  let edited: string | undefined = text;
  for (const value of values) edited = edited && setValue(edited, index, value);
  return edited;
}

function setValue(text: string, index: number, field: FieldValue): string | undefined {
  const before = parseAllDocuments(text);
  const document = before[index];
  if (document === undefined || before.some(({ errors }) => errors.length > 0)) return undefined;
  if (document.has('sops')) return undefined;
  const wanted = before.map((each, at) => (at === index ? withField(each, field) : dataOf(each)));
  const says = (candidate: string | undefined): boolean =>
    candidate !== undefined && sameComments(text, candidate) && saysSame(candidate, wanted);
  // The less of the text is touched, the better: each attempt is believed only when read back.
  return [spliced(text, document, field), rewritten(text, index, field)].find(says);
}

function findPod(documents: readonly Document[], pod: PodKey): number {
  return documents.findIndex((document) => {
    if (!isMap(document.contents) || document.get('kind') !== 'Pod') return false;
    const name = String(document.getIn(['metadata', 'name']));
    const tenant = String(document.getIn(['spec', 'tenant']));
    return (name.includes('/') ? name : podKey(tenant, name)) === pod;
  });
}

function dataOf(document: Document): JsonValue {
  return document.toJS() as JsonValue;
}

function withField(document: Document, { path, value }: FieldValue): JsonValue {
  const data = dataOf(document);
  if (!isJsonObject(data)) return data;
  const edit: ConfigEdit = { path, before: undefined, after: value };
  return withEdits(data, [edit]);
}

function saysSame(text: string, wanted: readonly JsonValue[]): boolean {
  const documents = parseAllDocuments(text);
  return (
    documents.length === wanted.length &&
    documents.every(
      (document, at) => document.errors.length === 0 && sameJson(dataOf(document), wanted[at]),
    )
  );
}

/** A removed field may take the comment on its own line along; no other goes. */
function sameComments(before: string, after: string): boolean {
  const count = (text: string) => text.split('\n').filter((line) => /^\s*#/.test(line)).length;
  return count(before) === count(after);
}

/** Changes only the lines of the field itself; undefined where it has another form. */
function spliced(text: string, document: Document, field: FieldValue): string | undefined {
  const { path, value } = field;
  const found = pairAt(document, path);
  if (found !== undefined) {
    if (value === undefined) return withoutLines(text, found);
    return isScalar(found.value) && !isContainer(value)
      ? overScalar(text, found, value)
      : undefined;
  }
  return value === undefined ? text : inserted(text, document, path, value);
}

function overScalar(text: string, { value }: Pair, next: JsonValue): string | undefined {
  const range = isScalar(value) ? value.range : undefined;
  if (!range || range[0] === range[1]) return undefined;
  return text.slice(0, range[0]) + inline(next) + text.slice(range[1]);
}

/** Only where the field has its lines to itself. */
function withoutLines(text: string, { key, value }: Pair): string | undefined {
  const start = isScalar(key) ? key.range?.[0] : undefined;
  const end = (value as { range?: readonly number[] } | null)?.range?.[1];
  if (start === undefined || end === undefined) return undefined;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(from, start).trim() !== '') return undefined;
  const newline = text.indexOf('\n', text[end - 1] === '\n' ? end - 1 : end);
  const to = newline === -1 ? text.length : newline + 1;
  return text.slice(0, from) + text.slice(to);
}

/** As the first field of the deepest map that is there, so that no comment changes its field. */
function inserted(
  text: string,
  document: Document,
  path: ConfigPath,
  value: JsonValue,
): string | undefined {
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const pair = pairAt(document, path.slice(0, depth));
    if (pair === undefined) continue;
    if (!isMap(pair.value) || pair.value.flow || !isScalar(pair.key)) return undefined;
    const [first] = pair.value.items;
    const column = first && isScalar(first.key) ? columnOf(text, first.key.range?.[0]) : undefined;
    const lineEnd = text.indexOf('\n', pair.key.range?.[1]);
    if (column === undefined || lineEnd === -1) return undefined;
    const lines = blockOf(nested(path.slice(depth), value)).map(
      (line) => ' '.repeat(column) + line,
    );
    return `${text.slice(0, lineEnd + 1)}${lines.join(newlineOf(text))}${newlineOf(text)}${text.slice(lineEnd + 1)}`;
  }
  return undefined;
}

/**
 * The whole document anew, with its comments; the others stay as they are. Undefined where it cannot
 * be: a value stands where a map would have to, or an alias would lose its anchor.
 */
function rewritten(text: string, index: number, { path, value }: FieldValue): string | undefined {
  const document = parseAllDocuments(text)[index];
  if (!document?.range) return undefined;
  const [from, , end] = document.range;
  // What stands above the first document is a comment of its own.
  const start = index === 0 ? 0 : from;
  try {
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, inQuotes(document.createNode(value)));
    const body = inStyleOf(text.slice(start, end), document);
    return text.slice(0, start) + body.replaceAll('\n', newlineOf(text)) + text.slice(end);
  } catch {
    return undefined;
  }
}

function inStyleOf(segment: string, document: Document): string {
  const flowCollectionPadding = /[{[] \S/.test(segment);
  const indentSeq = !/^( *)[^\s#-][^\n]*:\r?\n\1- /m.test(segment);
  return document.toString({ lineWidth: 0, flowCollectionPadding, indentSeq });
}

function pairAt({ contents }: Document, path: ConfigPath): Pair | undefined {
  let map: unknown = contents;
  let pair: Pair | undefined;
  for (const step of path) {
    pair = isMap(map) ? pairOf(map, step) : undefined;
    if (pair === undefined) return undefined;
    map = pair.value;
  }
  return pair;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function nested([key = '', ...rest]: ConfigPath, value: JsonValue): JsonObject {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}

/** A manifest may hold words such as "no", which have to be in quotes. */
function blockOf(value: JsonObject): string[] {
  const text = new Document(value, { compat: 'yaml-1.1' }).toString({ lineWidth: 0 });
  return text.trimEnd().split('\n');
}

/** The same of a node, since a document that was read keeps its own way with words. */
function inQuotes(node: Node): Node {
  visit(node, {
    Scalar(_, scalar) {
      const { value } = scalar;
      if (typeof value !== 'string' || /[\n\r]/.test(value)) return;
      if (inline(value) !== value) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return node;
}

function inline(value: JsonValue): string {
  // More than one line would have to be indented; in quotes it is one.
  if (typeof value === 'string' && /[\n\r]/.test(value)) return JSON.stringify(value);
  const [line = ''] = blockOf({ value });
  return line.slice('value: '.length);
}

function isContainer(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

function columnOf(text: string, offset: number | undefined): number | undefined {
  return offset === undefined ? undefined : offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
