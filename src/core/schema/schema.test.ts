import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

function schemaFile(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(ROOT, 'schemas', name), 'utf8'));
}

const POD = {
  apiVersion: 'agentpod.dev/v1alpha1',
  kind: 'Pod',
  metadata: { name: 'acme/agent' },
  spec: { channels: { telegram: { botToken: { env: 'T' } } } },
};
const TENANT = { apiVersion: 'agentpod.dev/v1alpha1', kind: 'Tenant', metadata: { name: 'acme' } };

describe('a checked-in schema', () => {
  it.each([
    ['tenant.json', [TENANT]],
    ['pod.json', [POD]],
    ['agentpod.json', [TENANT, POD]],
  ])('%s is strict draft-07 and accepts what it should', (name, documents) => {
    const schema = schemaFile(name);
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(schema['$id']).toBe(`https://agentpod.dev/schemas/v1alpha1/${name}`);
    const validator = new Ajv({ strict: true, strictTypes: false }).compile(schema);
    for (const document of documents) expect(validator(document)).toBe(true);
    expect(validator({ ...documents[0], oops: 1 })).toBe(false);
  });

  it('chooses by kind', () => {
    const validator = new Ajv({ strict: true, strictTypes: false }).compile(
      schemaFile('agentpod.json'),
    );
    expect(validator({ ...TENANT, spec: POD.spec })).toBe(false);
    expect(validator({ ...POD, kind: 'Other' })).toBe(false);
  });
});

describe('every field', () => {
  it.each(['tenant.json', 'pod.json'])('of %s says what it is for', (name) => {
    expect([...undescribed(schemaFile(name), name)]).toEqual([]);
  });
});

function* undescribed(node: unknown, path: string): Iterable<string> {
  if (typeof node !== 'object' || node === null) return;
  const { properties = {}, items, additionalProperties } = node as Record<string, unknown>;
  for (const [key, field] of Object.entries(properties as Record<string, object>)) {
    if (!('description' in field)) yield `${path}.${key}`;
    yield* undescribed(field, `${path}.${key}`);
  }
  yield* undescribed(items, `${path}[]`);
  yield* undescribed(additionalProperties, `${path}.*`);
}
