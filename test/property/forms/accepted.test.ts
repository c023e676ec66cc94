import { expect, it } from 'vitest';
import { readManifestFile } from '../../../src/core/manifests/read-file.ts';
import {
  newPodManifest,
  newTenantManifest,
} from '../../../src/core/manifests-edit/new-manifests.ts';
import type { JsonObject, JsonValue } from '../../../src/core/model/json.ts';
import { checkFields } from '../../../src/dashboard/forms/check-fields.ts';
import { type Field, fieldOf, leavesOf } from '../../../src/dashboard/forms/fields.ts';
import { editOwn, readOwn, writeOwn } from '../../../src/dashboard/forms/own-text.ts';
import { POD_SCHEMA, TENANT_SCHEMA } from '../../../src/dashboard/forms/schemas.ts';
import { fc } from '../fast-check.ts';

/** What a form makes of values that it has nothing against is taken by the reader of manifests. */

const entered = (field: Field): readonly Field[] =>
  field.kind === 'part' ? field.fields.flatMap(entered) : [field];

/** As the schema's own examples have it. */
function exampleOf({ kind, schema }: Field): JsonValue | undefined {
  if (kind === 'secret') return { secret: 'a-name' };
  const [example] = [...(schema.examples ?? []), schema.default, schema.enum?.[0]];
  if (kind === 'flag') return true;
  return example as JsonValue | undefined;
}

it.each([
  ['pod', newPodManifest({ key: 'no/on' }), POD_SCHEMA],
  ['tenant', newTenantManifest({ name: 'yes' }), TENANT_SCHEMA],
] as const)('a %s, whichever fields were filled in', (_kind, manifest, schema) => {
  const root = fieldOf(schema);
  const fields = leavesOf(root)
    .flatMap(entered)
    .filter((field) => field.path[0] === 'spec' && exampleOf(field) !== undefined);
  expect(fields.length).toBeGreaterThan(5);
  const start = writeOwn(manifest as JsonObject, schema);
  fc.assert(
    fc.property(fc.subarray(fields, { minLength: 1 }), (chosen) => {
      const values = chosen.map((field) => ({ path: field.path, value: exampleOf(field) }));
      const text = editOwn(start, values, schema) ?? '';
      const complaints = checkFields(root, readOwn(text).data ?? {});
      const { diagnostics } = readManifestFile({
        name: 'form.yaml',
        directory: '/manifests',
        text,
      });
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      // What is missing beside the fields that were filled in is missed by both.
      expect(errors.length === 0, `${text}\n${JSON.stringify(errors)}`).toBe(complaints.size === 0);
    }),
    { numRuns: 40 },
  );
});
