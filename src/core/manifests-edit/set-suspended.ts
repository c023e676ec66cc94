import { isMap, isScalar, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';
import { type PodKey, podKey } from '../model/resource.ts';

/**
 * The file's text with `spec.suspended` of one pod set; every other byte stays. Undefined when the
 * pod is not in the file, or is written in a way that cannot be edited safely.
 */
export function setSuspended(text: string, pod: PodKey, suspended: boolean): string | undefined {
  const index = findDocument(text, pod);
  if (index === undefined) return undefined;
  if (suspendedIn(text, index) === suspended) return text;
  const spec = specOf(parseAllDocuments(text)[index]);
  if (spec === undefined) return undefined;
  const edited = edit(text, spec, suspended);
  // Splicing text is only safe when the result says what was meant: read it back.
  const holds = findDocument(edited, pod) === index && suspendedIn(edited, index) === suspended;
  return holds ? edited : undefined;
}

interface Spec {
  readonly keyEnd: number;
  readonly value: YAMLMap;
}

function findDocument(text: string, pod: PodKey): number | undefined {
  const index = parseAllDocuments(text).findIndex((document) => {
    if (!isMap(document.contents) || document.get('kind') !== 'Pod') return false;
    const name = document.getIn(['metadata', 'name']);
    const tenant = document.getIn(['spec', 'tenant']);
    const key = String(name).includes('/') ? name : podKey(String(tenant), String(name));
    return key === pod;
  });
  return index === -1 ? undefined : index;
}

function suspendedIn(text: string, index: number): boolean {
  return parseAllDocuments(text)[index]?.getIn(['spec', 'suspended']) === true;
}

function specOf(
  document: ReturnType<typeof parseAllDocuments>[number] | undefined,
): Spec | undefined {
  const pair = isMap(document?.contents) ? pairOf(document.contents, 'spec') : undefined;
  if (pair === undefined || !isScalar(pair.key) || !isMap(pair.value)) return undefined;
  const keyEnd = pair.key.range?.[1];
  return keyEnd === undefined ? undefined : { keyEnd, value: pair.value };
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function edit(text: string, spec: Spec, suspended: boolean): string {
  const pair = pairOf(spec.value, 'suspended');
  if (pair === undefined) return insert(text, spec);
  const range = isScalar(pair.value) ? pair.value.range : undefined;
  if (range === undefined || range === null) return text;
  const lines = lineAround(text, range[0]);
  const standsAlone = /^[ ]*suspended: *true[ ]*\r?\n?$/.test(text.slice(lines.start, lines.end));
  if (!suspended && standsAlone && spec.value.items.length > 1) {
    return text.slice(0, lines.start) + text.slice(lines.end);
  }
  return text.slice(0, range[0]) + String(suspended) + text.slice(range[1]);
}

/** Right below `spec:`, so that no comment changes the field that it stands above. */
function insert(text: string, { keyEnd, value }: Spec): string {
  const start = value.range?.[0] ?? keyEnd;
  if (value.flow) {
    const separator = value.items.length === 0 ? '' : ', ';
    const rest = text.slice(start + 1).replace(/^[ ]*/, '');
    return `${text.slice(0, start + 1)} suspended: true${separator || ' '}${rest}`;
  }
  const lineEnd = lineAround(text, keyEnd).end;
  const indent = ' '.repeat(start - lineAround(text, start).start);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text.slice(0, lineEnd)}${indent}suspended: true${newline}${text.slice(lineEnd)}`;
}

function lineAround(
  text: string,
  offset: number,
): { readonly start: number; readonly end: number } {
  const newline = text.indexOf('\n', offset);
  return {
    start: text.lastIndexOf('\n', offset - 1) + 1,
    end: newline === -1 ? text.length : newline + 1,
  };
}
