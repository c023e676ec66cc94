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

const METADATA = 'sops';
const STRING_TAG = 'tag:yaml.org,2002:str';

/** Undefined when it is not a text of that form, or one that SOPS does not write. */
export function treeLeaves(text: string, format: 'yaml' | 'json'): SopsFile | undefined {
  const tree = parseYaml(text);
  const [first] = tree.documents;
  const broken = tree.documents.some(({ errors }) => errors.length > 0);
  if (!first || tree.stopped || broken) return undefined;
  const leaves: SopsLeaf[] = [];
  const walk: Walk = { leaves, scalar: format === 'json' ? jsonScalar : yamlScalar };
  const whole = tree.documents.every((document, index) => readDocument(document, index, walk));
  return whole ? { metadata: metadataOf(first), leaves } : undefined;
}

interface Walk {
  readonly leaves: SopsLeaf[];
  readonly scalar: (source: string) => SopsValue;
}

function metadataOf(document: YamlDocument): unknown {
  const { value } = toValue(document, () => 1);
  return isJsonObject(value) ? value[METADATA] : undefined;
}

function readDocument({ contents }: YamlDocument, document: number, walk: Walk): boolean {
  if (contents === null || (isScalar(contents) && contents.value === null)) return true;
  if (!isMap(contents)) return false;
  return contents.items.every(({ key, value }) => {
    const text = keyText(key);
    if (text === METADATA) return true;
    return text !== undefined && read(value, { document, path: [text] }, walk);
  });
}

interface Place {
  readonly document: number;
  readonly path: FieldPath;
}

/** False for an alias, which SOPS writes out, and which could go round in a circle. */
function read(node: unknown, place: Place, walk: Walk): boolean {
  const { path, document } = place;
  if (isMap(node)) {
    return node.items.every(({ key, value }) => {
      const text = keyText(key);
      return text !== undefined && read(value, { document, path: [...path, text] }, walk);
    });
  }
  if (isSeq(node)) {
    return node.items.every((item, index) =>
      read(item, { document, path: [...path, index] }, walk),
    );
  }
  if (node !== null && !isScalar(node)) return false;
  walk.leaves.push({ ...place, value: node === null ? { kind: 'null' } : scalarOf(node, walk) });
  return true;
}

function scalarOf(node: Scalar, { scalar }: Walk): SopsValue {
  const plain = node.type === 'PLAIN' && node.tag !== STRING_TAG;
  return plain ? scalar(node.source ?? '') : { kind: 'text', text: String(node.value) };
}
