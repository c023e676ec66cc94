import type { ConfigPath } from '../../core/config-drift/config-path.ts';
import type { JsonSchema } from './json-schema.ts';

/**
 * How a value is entered. `group`: fields that only stand together. `part`: an object that is there or
 * not, such as a channel. `yaml`: whatever is better written than clicked.
 */
type FieldKind =
  | 'text'
  | 'number'
  | 'flag'
  | 'choice'
  | 'texts'
  | 'map'
  | 'secret'
  | 'group'
  | 'part'
  | 'yaml';

export interface Field {
  readonly path: ConfigPath;
  readonly kind: FieldKind;
  readonly schema: JsonSchema;
  /** Within the object that it stands in. */
  readonly required: boolean;
  /** Of a group or a part. */
  readonly fields: readonly Field[];
}

const SECRET_TITLE = 'secret reference';
/** Objects this deep are there or not; those above only hold things together. */
const PART_DEPTH = 3;

/** The field of a schema, with all below it, in the schema's order. */
export function fieldOf(schema: JsonSchema, path: ConfigPath = [], required = true): Field {
  const kind = kindOf(schema, path);
  const inner = kind === 'group' || kind === 'part' ? Object.entries(schema.properties ?? {}) : [];
  const fields = inner.map(([key, each]) =>
    fieldOf(each, [...path, key], schema.required?.includes(key) ?? false),
  );
  return { path, kind, schema: meant(schema), required, fields };
}

/** Of a conditional, what holds for a plain word. */
function meant(schema: JsonSchema): JsonSchema {
  return schema.if === undefined ? schema : { ...schema, ...schema.then };
}

const SCALARS: Readonly<Record<string, FieldKind>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'flag',
};

function kindOf(schema: JsonSchema, path: ConfigPath): FieldKind {
  if (schema.title === SECRET_TITLE) return 'secret';
  const { type, enum: words, items } = meant(schema);
  if (words !== undefined) return 'choice';
  if (type === 'array') return items?.type === 'string' ? 'texts' : 'yaml';
  if (type === 'object') return kindOfObject(schema, path);
  return SCALARS[type ?? ''] ?? 'yaml';
}

function kindOfObject({ properties, additionalProperties }: JsonSchema, path: ConfigPath) {
  if (typeof additionalProperties === 'object') {
    return hasTexts(additionalProperties) ? 'map' : 'yaml';
  }
  if (properties === undefined) return 'yaml';
  return path.length < PART_DEPTH ? 'group' : 'part';
}

function hasTexts({ type, title }: JsonSchema): boolean {
  return type === 'string' && title !== SECRET_TITLE;
}

/** The field at a path; undefined when there is none. */
export function fieldAt(root: Field, path: ConfigPath): Field | undefined {
  let field: Field | undefined = root;
  for (const key of path) field = field?.fields.find(({ path: own }) => own.at(-1) === key);
  return field;
}

/** All that a value can be entered into, in order. */
export function leavesOf(field: Field): readonly Field[] {
  return field.kind === 'group' ? field.fields.flatMap(leavesOf) : [field];
}
