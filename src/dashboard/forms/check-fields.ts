import { type ConfigPath, formatConfigPath, valueAt } from '../../core/config-drift/config-path.ts';
import type { JsonObject } from '../../core/model/json.ts';
import { type Complaint, checkValue } from './check-value.ts';
import type { Field } from './fields.ts';

/** By path, as `formatConfigPath` writes it. */
export type Complaints = ReadonlyMap<string, Complaint>;

/** What is wrong with the fields of a manifest, in their order, as far as can be told without the server. */
export function checkFields(root: Field, data: JsonObject): Complaints {
  return new Map(
    complaintsOf(root, data).map(([path, complaint]) => [formatConfigPath(path), complaint]),
  );
}

function complaintsOf(field: Field, data: JsonObject): (readonly [ConfigPath, Complaint])[] {
  const { kind, path, required, schema, fields } = field;
  const value = path.length === 0 ? data : valueAt(data, path);
  if (value === undefined || value === null) return required ? lacking(field) : [];
  if (kind === 'group' || kind === 'part') {
    return fields.flatMap((each) => complaintsOf(each, data));
  }
  if (kind === 'yaml' || kind === 'secret') return [];
  const found = checkValue(schema, value);
  return found === undefined ? [] : [[path, found]];
}

/** A map that is missing is missed in what it would have to hold. */
function lacking(field: Field): (readonly [ConfigPath, Complaint])[] {
  if (field.kind !== 'group') return [[field.path, { kind: 'missing' }]];
  return field.fields.filter(({ required }) => required).flatMap(lacking);
}
