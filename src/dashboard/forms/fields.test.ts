import { describe, expect, it } from 'vitest';
import { fieldAt, fieldOf, leavesOf } from './fields.ts';
import { layOut, POD_IDENTITY, POD_PLAN, TENANT_PLAN } from './layout.ts';
import { POD_SCHEMA, TENANT_SCHEMA } from './schemas.ts';

const POD = fieldOf(POD_SCHEMA);
const kindAt = (path: string) => fieldAt(POD, path.split('.'))?.kind;

describe('the fields of a manifest', () => {
  it.each([
    ['spec', 'group'],
    ['spec.model.primary', 'text'],
    ['spec.model.fallbacks', 'texts'],
    ['spec.resources.cpus', 'number'],
    ['spec.suspended', 'flag'],
    ['spec.agent', 'choice'],
    ['spec.egress', 'choice'],
    ['spec.env', 'map'],
    ['spec.channels.telegram', 'part'],
    ['spec.channels.telegram.botToken', 'secret'],
    ['spec.route.basicAuth.users', 'secret'],
    ['spec.providers', 'yaml'],
    ['spec.secrets', 'yaml'],
    ['spec.ignoreDrift', 'yaml'],
    ['spec.config', 'yaml'],
    ['spec.nothing', undefined],
  ])('%s is entered as %s', (path, kind) => {
    expect(kindAt(path)).toBe(kind);
  });

  it('know what has to be there', () => {
    expect(fieldAt(POD, ['spec', 'model', 'primary'])?.required).toBe(true);
    expect(fieldAt(POD, ['spec', 'model'])?.required).toBe(false);
  });
});

describe.each([
  ['pod', POD_SCHEMA, POD_PLAN, POD_IDENTITY],
  ['tenant', TENANT_SCHEMA, TENANT_PLAN, new Set<string>()],
] as const)('the form of a %s', (_kind, schema, plan, identity) => {
  const root = fieldOf(schema);
  const sections = layOut(root, plan, identity);

  it('has every field of the schema once, and each where the plan says', () => {
    const shown = sections.flatMap(({ fields }) => fields.map(({ path }) => path.join('.')));
    const all = leavesOf(root)
      .map(({ path }) => path.join('.'))
      .filter((path) => !/^(apiVersion|kind|sops)/.test(path) && !identity.has(path));
    expect(shown.toSorted()).toEqual(all.toSorted());
    expect(sections.map(({ id }) => id)).not.toContain('more');
  });

  it('begins with few', () => {
    expect(sections[0]?.id).toBe('basics');
    expect(sections[0]?.fields.length).toBeLessThan(9);
  });
});

it('a field that no plan knows is shown all the same', () => {
  const root = fieldOf({
    type: 'object',
    properties: { spec: { type: 'object', properties: { fresh: { type: 'string' } } } },
  });
  expect(layOut(root, POD_PLAN)).toMatchObject([{ id: 'more', fields: [{ kind: 'text' }] }]);
});
