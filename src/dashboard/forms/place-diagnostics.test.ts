import { expect, it } from 'vitest';
import { applicable } from './applicable.ts';
import { fieldOf, leavesOf } from './fields.ts';
import { composeEdit, composeWithTenant, placeFor, tenantsOf } from './ground.ts';
import { layOut, POD_IDENTITY, POD_PLAN } from './layout.ts';
import { type Diagnostic, placeDiagnostics } from './place-diagnostics.ts';
import { POD_SCHEMA } from './schemas.ts';

const ROOT = fieldOf(POD_SCHEMA);
const HERE = { file: 'acme.yaml', first: 5, last: 20, drafts: [] };
const said = (path: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  file: 'acme.yaml',
  line: 7,
  severity: 'error',
  rule: 'Any',
  path,
  message: `about ${path}`,
  ...more,
});
const place = (items: readonly Diagnostic[], here = HERE) =>
  placeDiagnostics(items, here, leavesOf(ROOT));

it.each([
  ['spec.hosts[0]', 'spec.hosts'],
  ['spec.channels.telegram.botToken', 'spec.channels.telegram.botToken'],
  ['spec.providers.openai.apiKey', 'spec.providers'],
  ['spec.env["A.B"]', 'spec.env'],
])('an error about %s stands at %s', (path, field) => {
  const { atFields, others } = place([said(path)]);
  expect([...atFields.keys()]).toEqual([field]);
  expect(others).toEqual([]);
});

it('an error about a map stands at one of its fields', () => {
  expect([...place([said('spec.generic')]).atFields.keys()][0]).toMatch(/^spec\.generic\./);
});

it('errors about other documents, or about none, are told apart; warnings are not told', () => {
  const { atFields, others } = place([
    said('spec.hosts', { line: 21 }),
    said('spec.hosts', { file: 'globex.yaml' }),
    said(''),
    said('spec.hosts', { severity: 'warning' }),
  ]);
  expect(atFields.size).toBe(0);
  expect(others).toHaveLength(3);
});

it('a secret that is stored when all is saved is not missed', () => {
  const path = ['spec', 'providers', 'openai', 'apiKey'];
  const drafts = [{ path, name: 'openai-key', value: 'canary' }];
  const missing = said('spec.providers.openai.apiKey', { rule: 'SecretMissing' });
  expect(place([missing], { ...HERE, drafts } as never).atFields.size).toBe(0);
  expect(place([missing]).atFields.size).toBe(1);
});

it('a kind of agent shows its own fields, and what stands there wrongly', () => {
  const sections = layOut(ROOT, POD_PLAN, POD_IDENTITY);
  const shown = (spec: object) =>
    applicable(sections, { spec } as never).flatMap(({ fields }) =>
      fields.map(({ path }) => path.join('.')),
    );
  expect(shown({})).toContain('spec.model.primary');
  expect(shown({})).not.toContain('spec.generic.port');
  expect(shown({ agent: 'generic' })).toContain('spec.generic.port');
  expect(shown({ agent: 'generic' })).not.toContain('spec.config');
  expect(shown({ agent: 'generic', config: { a: 1 } })).toContain('spec.config');
});

const FILES = [
  { file: 't/acme.yaml', editable: true, hash: 'h', subjects: ['tenant/acme', 'pod/acme/a'] },
  { file: 'git/globex.yaml', editable: false, hash: 'h', subjects: ['tenant/globex'] },
  { file: 't/initech.yaml', editable: true, hash: 'h', subjects: [] },
];

it('a document goes to the file of its tenant, else into one of its own', () => {
  expect(placeFor('acme', FILES, ['t/'])).toEqual({
    kind: 'file',
    file: 't/acme.yaml',
    hasTenant: true,
  });
  expect(placeFor('globex', FILES, ['t/'])).toBeUndefined();
  expect(placeFor('initech', FILES, ['t/'])).toMatchObject({ kind: 'file', hasTenant: false });
  expect(placeFor('fresh', FILES, ['t/'])).toEqual({ kind: 'new', file: 't/fresh.yaml' });
  expect(placeFor('fresh', FILES, [])).toBeUndefined();
  expect(tenantsOf(FILES)).toEqual(['acme', 'globex']);
});

it('the edit is the whole file: a new tenant comes before its pod, others stay as they are', () => {
  const fresh = { file: 'a.yaml', base: null, text: undefined, subject: undefined };
  expect(composeWithTenant(fresh, 'acme', 'kind: Pod\n')?.text).toBe(
    'apiVersion: agentpod.dev/v1alpha1\nkind: Tenant\nmetadata:\n  name: acme\n---\nkind: Pod\n',
  );
  const text =
    'kind: Tenant\nmetadata: {name: acme}\n---\nkind: Pod # x\nmetadata: {name: acme/a}\n---\nb: 2\n';
  const known = { file: 'a.yaml', base: 'h', text, subject: 'pod/acme/a' as const };
  expect(composeEdit(known, 'kind: Pod\n')?.text).toBe(
    'kind: Tenant\nmetadata: {name: acme}\n---\nkind: Pod\n---\nb: 2\n',
  );
  expect(composeEdit({ ...known, subject: 'pod/acme/b' }, 'kind: Pod\n')).toBeUndefined();
});
