import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/core/model/json.ts';
import { checkFields } from '../../../src/dashboard/forms/check-fields.ts';
import { checkValue } from '../../../src/dashboard/forms/check-value.ts';
import { type Field, fieldOf, leavesOf } from '../../../src/dashboard/forms/fields.ts';
import { POD_SCHEMA, TENANT_SCHEMA } from '../../../src/dashboard/forms/schemas.ts';
import { fc } from '../fast-check.ts';

const ajv = new Ajv({ strict: false });
const inside = (field: Field): readonly Field[] =>
  field.kind === 'part' ? field.fields.flatMap(inside) : [field];
const ENTERED = [POD_SCHEMA, TENANT_SCHEMA]
  .flatMap((schema) => leavesOf(fieldOf(schema)).flatMap(inside))
  .filter(({ kind }) => !['yaml', 'secret'].includes(kind));

/** Values as a form enters them: of the right type, and else anything. */
function valuesOf({ kind, schema }: Field): fc.Arbitrary<JsonValue> {
  const given = [...(schema.examples ?? []), schema.default].filter((each) => each !== undefined);
  const text = fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[a-z0-9./-]{0,50}$/));
  const arbitrary = {
    number: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    flag: fc.boolean(),
    texts: fc.array(text, { maxLength: 40 }),
    map: fc.dictionary(text, text, { maxKeys: 5 }),
  }[kind as string] as fc.Arbitrary<JsonValue> | undefined;
  const examples = given.length === 0 ? [] : [fc.constantFrom(...(given as JsonValue[]))];
  const words = kind === 'choice' ? [fc.constantFrom(...(schema.enum ?? []))] : [];
  return fc.oneof(arbitrary ?? text, ...examples, ...words);
}

describe('what a form says of a value', () => {
  it.each(ENTERED.map((field) => [field.path.join('.'), field] as const))(
    'agrees with the schema: %s',
    (_name, field) => {
      const validate = ajv.compile(field.schema);
      const fits = (value: JsonValue) => checkValue(field.schema, value) === undefined;
      fc.assert(
        fc.property(valuesOf(field), (value) => {
          expect(fits(value), JSON.stringify(value)).toBe(validate(value));
        }),
      );
    },
  );

  it('tells what is meant', () => {
    const size = { type: 'string', pattern: '^[0-9]+Mi$', title: 'size', examples: ['512Mi'] };
    expect(checkValue(size, '2gb')).toEqual({ kind: 'form', title: 'size', example: '512Mi' });
    expect(checkValue({ type: 'integer', minimum: 1 }, 0)).toEqual({ kind: 'least', limit: 1 });
    expect(checkValue({ type: 'number', exclusiveMinimum: 0 }, 0)).toMatchObject({ kind: 'above' });
    expect(checkValue({ type: 'integer' }, 1.5)).toEqual({ kind: 'whole' });
    expect(checkValue({ type: 'array', uniqueItems: true }, ['a', 'a'])).toEqual({ kind: 'twice' });
  });
});

it('what has to be there is missed where it would stand', () => {
  const pod = fieldOf(POD_SCHEMA);
  const found = checkFields(pod, {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Pod',
    metadata: {},
    spec: { channels: { telegram: {} }, resources: { memory: '2gb' } },
  });
  expect([...found].map(([path, { kind }]) => [path, kind])).toEqual([
    ['metadata.name', 'missing'],
    ['spec.resources.memory', 'form'],
    ['spec.channels.telegram.botToken', 'missing'],
  ]);
  expect([...checkFields(pod, {}).keys()]).toEqual(['apiVersion', 'kind', 'metadata.name']);
});
