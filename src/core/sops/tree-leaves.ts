import { isMap, isScalar, isSeq, type Scalar } from 'yaml';
import type { FieldPath } from '../manifests/field-path.ts';
import { keyText } from '../manifests/positions.ts';
import { parseYaml, type YamlDocument } from '../manifests/yaml-tree.ts';
import { toValue } from '../manifests/yaml-value.ts';
import { isJsonObject } from '../model/json.ts';
import { jsonScalar, yamlScalar } from './go-scalar.ts';
import type { SopsFile, SopsLeaf, SopsValue } from './leaf.ts';

/**
 * YAML and JSON under SOPS to leaves. JSON is read as the YAML that it is, since `JSON.parse` moves
 * keys that look like numbers to the front, and the MAC depends on the order.
 */

export const METADATA = 'sops';
export const STRING_TAG = 'tag:yaml.org,2002:str';

/** Undefined when it is not a text of that form, or one that SOPS does not write. */
export function treeLeaves(text: string, format: 'yaml' | 'json'): SopsFile | undefined {
  const tree = readTree(text, format);
  return tree && { metadata: tree.metadata, leaves: tree.leaves.map(({ leaf }) => leaf) };
}

export interface SopsTree {
  readonly documents: readonly YamlDocument[];
  readonly metadata: unknown;
  readonly leaves: readonly TreeLeaf[];
}

export interface TreeLeaf {
  readonly leaf: SopsLeaf;
  /** Null where nothing is written, which is a null too. */
  readonly node: Scalar | null;
  /** Inside brackets or braces, where a comma ends a plain value. */
  readonly inFlow: boolean;
}

/** The leaves with their places in the text. */
export function readTree(text: string, format: 'yaml' | 'json'): SopsTree | undefined {
  const { documents, stopped } = parseYaml(text);
  const [first] = documents;
  const broken = documents.some(({ errors }) => errors.length > 0);
  if (!first || stopped || broken) return undefined;
  const leaves: TreeLeaf[] = [];
  const walk: Walk = { leaves, scalar: format === 'json' ? jsonScalar : yamlScalar };
  const whole = documents.every((document, index) => readDocument(document, index, walk));
  return whole ? { documents, metadata: metadataOf(first), leaves } : undefined;
}

interface Walk {
  readonly leaves: TreeLeaf[];
  readonly scalar: (source: string) => SopsValue;
}

function metadataOf(document: YamlDocument): unknown {
  const { value } = toValue(document, () => 1);
  return isJsonObject(value) ? value[METADATA] : undefined;
}

function readDocument({ contents }: YamlDocument, document: number, walk: Walk): boolean {
  if (contents === null || (isScalar(contents) && contents.value === null)) return true;
  if (!isMap(contents)) return false;
  const inFlow = contents.flow === true;
  return contents.items.every(({ key, value }) => {
    const text = keyText(key);
    if (text === METADATA) return true;
    return text !== undefined && read(value, { document, path: [text], inFlow }, walk);
  });
}

interface Place {
  readonly document: number;
  readonly path: FieldPath;
  readonly inFlow: boolean;
}

/** False for an alias, which SOPS writes out, and which could go round in a circle. */
function read(node: unknown, place: Place, walk: Walk): boolean {
  const { path, document } = place;
  if (isMap(node)) {
    const inFlow = place.inFlow || node.flow === true;
    return node.items.every(({ key, value }) => {
      const text = keyText(key);
      return text !== undefined && read(value, { document, path: [...path, text], inFlow }, walk);
    });
  }
  if (isSeq(node)) {
    const inFlow = place.inFlow || node.flow === true;
    return node.items.every((item, index) =>
      read(item, { document, path: [...path, index], inFlow }, walk),
    );
  }
  if (node !== null && !isScalar(node)) return false;
  const value: SopsValue = node === null ? { kind: 'null' } : scalarOf(node, walk);
  walk.leaves.push({ leaf: { document, path, value }, node, inFlow: place.inFlow });
  return true;
}

function scalarOf(node: Scalar, { scalar }: Walk): SopsValue {
  const plain = node.type === 'PLAIN' && node.tag !== STRING_TAG;
  return plain ? scalar(node.source ?? '') : { kind: 'text', text: String(node.value) };
}
