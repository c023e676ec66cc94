import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Diagnostic, Position } from '../model/diagnostic.ts';
import type { DocumentFinding, Finding, ManifestText, Spot } from './document.ts';
import { type FieldPath, formatPath, parsePath } from './field-path.ts';
import { parseYaml, startOf, type YamlDocument, type YamlTree } from './yaml-tree.ts';

/**
 * Field paths to positions. Syntax trees are large and positions are rarely asked for, so a tree is
 * built again on demand and kept only as long as its text is.
 */
const trees = new WeakMap<ManifestText, YamlTree>();

/**
 * Where a field is written; where it is not, its nearest ancestor that is.
 * `path` is `spec.providers.openai` or the steps of it.
 */
export function positionOf(
  file: ManifestText,
  documentIndex: number,
  path: string | FieldPath,
  spot: Spot = 'value',
): Position {
  let tree = trees.get(file);
  if (!tree) {
    tree = parseYaml(file.text);
    trees.set(file, tree);
  }
  const document = tree.documents[documentIndex];
  const steps = typeof path === 'string' ? parsePath(path) : path;
  return toPosition(file, tree, document ? offsetOf(document, steps, spot) : 0);
}

export function toDiagnostic(finding: DocumentFinding): Diagnostic {
  const { source, index } = finding.document;
  return describe(finding, positionOf(source, index, finding.path, finding.spot));
}

export function describe(finding: Finding, position: Position): Diagnostic {
  const { severity = 'error', rule, path, message, hint } = finding;
  const text = { ...position, severity, rule, path: formatPath(path), message };
  return hint === undefined ? text : { ...text, hint };
}

export function toPosition(file: ManifestText, tree: YamlTree, offset: number): Position {
  const { line, col } = tree.lines.linePos(Math.min(offset, file.text.length));
  return { file: file.name, line: Math.max(line, 1), column: Math.max(col, 1) };
}

export function offsetOf(document: YamlDocument, path: FieldPath, spot: Spot): number {
  const start = startOf(document);
  if (spot === 'parent') return offsetOf(document, path.slice(0, -1), 'key');
  let node: unknown = document.contents;
  let keyOffset = start;
  let valueOffset = start;
  for (const step of path) {
    const entry = child(resolved(node, document), step);
    if (!entry) return keyOffset;
    node = entry.value;
    keyOffset = entry.key ?? offsetOfNode(node) ?? keyOffset;
    // An empty value has no text to point at.
    valueOffset = isEmpty(node) ? keyOffset : (offsetOfNode(node) ?? keyOffset);
  }
  return spot === 'key' ? keyOffset : valueOffset;
}

/** A bare scalar as it is written, e.g. `010`; undefined for anything else. */
export function writtenAt(document: YamlDocument, path: FieldPath): string | undefined {
  let node: unknown = document.contents;
  for (const step of path) node = child(resolved(node, document), step)?.value;
  const scalar = resolved(node, document);
  return isScalar(scalar) && scalar.type === 'PLAIN' ? scalar.source : undefined;
}

interface Entry {
  readonly key: number | undefined;
  readonly value: unknown;
}

function child(node: unknown, step: string | number): Entry | undefined {
  if (isMap(node)) {
    // The last one counts: that is the one a duplicate is reported at.
    const pair = node.items.findLast((item) => keyText(item.key) === String(step));
    return pair ? { key: offsetOfNode(pair.key), value: pair.value } : undefined;
  }
  if (isSeq(node) && Number(step) in node.items) {
    return { key: undefined, value: node.items[Number(step)] };
  }
  return undefined;
}

/** A key as text, the way it was written: `1.0` stays `1.0`. Undefined when it is not a scalar. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : key.source;
}

function resolved(node: unknown, document: YamlDocument): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) && node.value === null && !node.source;
}

function offsetOfNode(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
