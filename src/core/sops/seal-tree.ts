import { isMap, isNode, isScalar, stringify, visit, type YAMLMap } from 'yaml';
import { formatPath } from '../manifests/field-path.ts';
import { keyText } from '../manifests/positions.ts';
import type { YamlDocument } from '../manifests/yaml-tree.ts';
import { isJson } from '../util/is-json.ts';
import { yamlScalar } from './go-scalar.ts';
import {
  ALREADY_SEALED,
  edited,
  type PlainFile,
  type SealRefusal,
  type TextEdit,
} from './seal-text.ts';
import { METADATA, readTree, STRING_TAG, type TreeLeaf } from './tree-leaves.ts';

/** YAML and JSON: each value is replaced where it stands, and every document gets the metadata. */
export function sealTree(text: string, format: 'yaml' | 'json'): PlainFile | SealRefusal {
  if (format === 'json' && !isJson(text)) return unreadable('JSON');
  const tree = readTree(text, format);
  if (!tree) return unreadable(format === 'json' ? 'JSON' : 'YAML');
  const documents = tree.documents.map(({ contents }) => contents).filter((node) => isMap(node));
  if (documents.some((map) => map.has(METADATA))) return ALREADY_SEALED;
  const [first] = tree.documents;
  if (!isMap(first?.contents) || first.contents.items.length === 0) {
    return { refused: 'holds no values', hint: 'its first document must be a map with values' };
  }
  const problem = unsealable(tree.leaves) ?? badKey(documents);
  if (problem) return problem;
  return {
    leaves: tree.leaves.map(({ leaf }) => leaf),
    hasComments: format === 'yaml' && tree.documents.some(hasComments),
    write: (encrypted, metadata) =>
      edited(text, [
        ...tree.leaves.flatMap((spot) => valueEdit(text, spot, encrypted.get(spot.leaf))),
        ...documents.map((map) => metadataEdit(text, map, metadata)),
      ]),
  };
}

function unreadable(form: string): SealRefusal {
  return {
    refused: `is not ${form} that can be sealed`,
    hint: 'it must parse, be a map at the top, and hold no alias; write out what an alias stands for',
  };
}

/** What SOPS would not take, or not give back as it was. */
function unsealable(leaves: readonly TreeLeaf[]): SealRefusal | undefined {
  for (const { leaf, node } of leaves) {
    if (node?.tag !== undefined && node.tag !== STRING_TAG) {
      return { refused: `holds a value with the tag ${node.tag}`, hint: 'leave the tag out' };
    }
    if (leaf.value.kind === 'number' && isUnsigned64(leaf.value.text)) {
      const place = formatPath(leaf.path);
      return { refused: `holds a number too large for SOPS at ${place}`, hint: 'put it in quotes' };
    }
  }
  return undefined;
}

function isUnsigned64(text: string): boolean {
  return /^\d{19,20}$/.test(text) && BigInt(text) >= 2n ** 63n && BigInt(text) < 2n ** 64n;
}

/** SOPS knows no keys but text, and keeps one of two that are the same. */
function badKey(maps: readonly unknown[]): SealRefusal | undefined {
  const open = [...maps];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const items = itemsOf(node);
    const seen = new Set<string | undefined>();
    for (const { key } of items.filter(isPair)) {
      const text = keyText(key);
      if (seen.has(text)) return { refused: `has the key ${text} twice`, hint: 'keep one' };
      seen.add(text);
      if (!isText(key))
        return { refused: `has the key ${text}, no text`, hint: 'put it in quotes' };
    }
    open.push(...items.map((item) => (isPair(item) ? item.value : item)).filter(Boolean));
  }
  return undefined;
}

function isText(key: unknown): boolean {
  return !isScalar(key) || key.type !== 'PLAIN' || yamlScalar(key.source ?? '').kind === 'text';
}

function itemsOf(node: unknown): readonly unknown[] {
  const items: unknown = typeof node === 'object' && node !== null && Reflect.get(node, 'items');
  return Array.isArray(items) ? items : [];
}

function isPair(item: unknown): item is { readonly key: unknown; readonly value: unknown } {
  return typeof item === 'object' && item !== null && 'key' in item;
}

function hasComments(document: YamlDocument): boolean {
  let found = Boolean(document.comment ?? document.commentBefore);
  visit(document, (_key, node) => {
    if (!isNode(node) || !(node.comment || node.commentBefore)) return undefined;
    found = true;
    return visit.BREAK;
  });
  return found;
}

function valueEdit(
  text: string,
  { node, inFlow }: TreeLeaf,
  value: string | undefined,
): readonly TextEdit[] {
  if (value === undefined || !node?.range) return [];
  const [start, end] = node.range;
  // The text of a block scalar takes the end of its last line with it.
  const newline = text.slice(start, end).endsWith('\n') ? '\n' : '';
  return [{ start, end, by: `${inFlow ? JSON.stringify(value) : value}${newline}` }];
}

function metadataEdit(
  text: string,
  map: YAMLMap,
  metadata: Readonly<Record<string, unknown>>,
): TextEdit {
  if (map.flow === true) {
    const at = endOf(map.items.at(-1)?.value) ?? (map.range?.[0] ?? 0) + 1;
    const comma = map.items.length > 0 ? ',' : '';
    const json = JSON.stringify(metadata, undefined, '\t').replaceAll('\n', '\n\t');
    return { start: at, end: at, by: `${comma}\n\t${JSON.stringify(METADATA)}: ${json}` };
  }
  const end = map.range?.[1] ?? text.length;
  const line = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  const at = line === -1 ? text.length : line + 1;
  const start = map.range?.[0] ?? 0;
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  // Of YAML 1.1, as SOPS reads it: a time must be quoted to stay a string.
  const block = stringify(
    { [METADATA]: metadata },
    { indent: 4, lineWidth: 0, schema: 'yaml-1.1' },
  );
  const lines = block.replace(/^(?=.)/gm, indent);
  return { start: at, end: at, by: line === -1 ? `\n${lines}` : lines };
}

function endOf(node: unknown): number | undefined {
  const range: unknown = typeof node === 'object' && node !== null && Reflect.get(node, 'range');
  return Array.isArray(range) ? Number(range[1]) : undefined;
}
