import { type Alias, isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml';
import type { JsonValue } from '../model/json.ts';
import type { Finding } from './document.ts';
import type { FieldPath } from './field-path.ts';
import { keyText } from './positions.ts';
import { quote } from './quote.ts';
import type { YamlDocument } from './yaml-tree.ts';

/**
 * YAML nodes to plain JSON data, refusing what JSON cannot say and what could explode: duplicate
 * and non-text keys, merge keys, `__proto__`, infinite numbers, and aliases beyond a small measure.
 */

const MAX_ALIASES = 100;
const MAX_ALIASED_VALUES = 10_000;
/** More would drown the reader. */
const MAX_FINDINGS = 100;

/** What YAML 1.1 read as a boolean, and many tools still do. */
const OLD_BOOLEAN = /^(?:y|yes|n|no|on|off)$/i;

/** A finding with the offset of what it is about. */
type ValueFinding = Finding & { readonly offset: number };

/** A bare `on` or `no`, which is text here. */
export interface OldBoolean {
  readonly path: FieldPath;
  readonly word: string;
}

export interface YamlValue {
  readonly value: JsonValue;
  readonly findings: readonly ValueFinding[];
  readonly oldBooleans: readonly OldBoolean[];
}

interface Walk {
  readonly lineOf: (offset: number) => number;
  readonly findings: ValueFinding[];
  readonly oldBooleans: OldBoolean[];
  readonly path: (string | number)[];
  readonly anchors: Map<string, { readonly value: JsonValue; readonly values: number }>;
  values: number;
  aliases: number;
  aliasedValues: number;
  offset: number;
}

export function toValue(document: YamlDocument, lineOf: (offset: number) => number): YamlValue {
  const walk: Walk = {
    lineOf,
    findings: [],
    oldBooleans: [],
    path: [],
    anchors: new Map(),
    values: 0,
    aliases: 0,
    aliasedValues: 0,
    offset: document.range[0],
  };
  const value = convert(document.contents, walk);
  return { value, findings: walk.findings, oldBooleans: walk.oldBooleans };
}

function convert(node: unknown, walk: Walk): JsonValue {
  walk.values += 1;
  const before = walk.values;
  const range = (node as { range?: readonly number[] } | null)?.range;
  walk.offset = range?.[0] ?? walk.offset;
  if (isAlias(node)) return fromAlias(node, walk);
  const value = fromNode(node, walk);
  const anchor = (node as { anchor?: string } | null)?.anchor;
  if (anchor) walk.anchors.set(anchor, { value, values: walk.values - before + 1 });
  return value;
}

function fromNode(node: unknown, walk: Walk): JsonValue {
  if (isMap(node)) return fromMap(node, walk);
  if (isSeq(node)) return node.items.map((item, index) => inside(index, item, walk));
  return isScalar(node) ? fromScalar(node, walk) : null;
}

function inside(step: string | number, node: unknown, walk: Walk): JsonValue {
  walk.path.push(step);
  const value = convert(node, walk);
  walk.path.pop();
  return value;
}

function fromMap(map: YAMLMap<unknown, unknown>, walk: Walk): JsonValue {
  const value: Record<string, JsonValue> = {};
  const seen = new Map<string, number>();
  for (const { key, value: node } of map.items) {
    walk.offset = (key as { range?: readonly number[] } | null)?.range?.[0] ?? walk.offset;
    const { offset } = walk;
    const text = keyText(key);
    const first = text === undefined ? undefined : seen.get(text);
    const problem = keyProblem(text, key, first === undefined ? undefined : walk.lineOf(first));
    if (problem) report(walk, { ...problem, spot: 'key' }, text);
    if (text === undefined || (problem && first === undefined)) continue;
    if (first === undefined) seen.set(text, offset);
    value[text] = inside(text, node, walk);
  }
  return value;
}

type Problem = Pick<Finding, 'rule' | 'message' | 'hint'>;

function keyProblem(
  text: string | undefined,
  key: unknown,
  firstLine: number | undefined,
): Problem | undefined {
  if (text === undefined || text === '') {
    return { rule: 'KeyNotText', message: 'a key must be plain, non-empty text' };
  }
  if (firstLine !== undefined) {
    const message = `${quote(text)} is there twice, first in line ${firstLine}`;
    return { rule: 'DuplicateKey', message, hint: 'keep one of them' };
  }
  if (text === '__proto__') {
    return { rule: 'ReservedKey', message: '"__proto__" cannot be a key' };
  }
  if (text === '<<' && isScalar(key) && key.type === 'PLAIN') {
    const message = '"<<" is a merge key of YAML 1.1, which is not read';
    return { rule: 'MergeKey', message, hint: "write the keys out, or use the tenant's defaults" };
  }
  return undefined;
}

function fromScalar(scalar: Scalar, walk: Walk): JsonValue {
  const { value, source } = scalar;
  if (scalar.type === 'PLAIN' && OLD_BOOLEAN.test(source ?? '')) {
    walk.oldBooleans.push({ path: [...walk.path], word: source ?? '' });
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && isExact(value)) return value;
  const message = `${quote(source ?? String(value))} is not a number that can be kept exactly`;
  const hint = 'put it in quotes if it is meant as text';
  report(walk, { rule: 'NumberFormat', message, hint, spot: 'value' });
  return 0;
}

function isExact(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function fromAlias(alias: Alias, walk: Walk): JsonValue {
  const target = walk.anchors.get(alias.source);
  walk.aliases += 1;
  walk.aliasedValues += target?.values ?? 0;
  walk.values += target?.values ?? 0;
  if (!target) {
    const message = `${quote(`*${alias.source}`)} names no anchor above it`;
    report(walk, { rule: 'UnknownAlias', message, spot: 'value' });
    return null;
  }
  const tooMany = walk.aliases > MAX_ALIASES || walk.aliasedValues > MAX_ALIASED_VALUES;
  if (!tooMany) return target.value;
  if (!walk.findings.some((finding) => finding.rule === 'TooManyAliases')) {
    const message = `${quote(`*${alias.source}`)} is one alias too many: at most ${MAX_ALIASES} in a document, standing for ${MAX_ALIASED_VALUES} values`;
    const hint = "write the values out, or use the tenant's defaults";
    report(walk, { rule: 'TooManyAliases', message, hint, spot: 'value' });
  }
  return null;
}

function report(walk: Walk, problem: Omit<Finding, 'path'>, key?: string): void {
  if (walk.findings.length > MAX_FINDINGS) return;
  if (walk.findings.length === MAX_FINDINGS) {
    const message = 'more problems in this document are not shown';
    const at = { path: [], spot: 'value', offset: walk.offset } as const;
    walk.findings.push({ ...at, rule: 'TooManyProblems', message });
    return;
  }
  const path = key === undefined ? [...walk.path] : [...walk.path, key];
  walk.findings.push({ ...problem, path, offset: walk.offset });
}
