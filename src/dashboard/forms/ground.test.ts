import { expect, it } from 'vitest';
import { groundAt, placeFor, tenantsOf } from './ground.ts';

const aFile = (file: string, subjects: readonly string[], editable = true) => ({
  ...{ file, editable, hash: 'h1', subjects },
});
const FILES = [
  aFile('acme.yaml', ['tenant/acme', 'pod/acme/agent']),
  aFile('git.yaml', ['tenant/remote'], false),
];

it('a pod goes to where its tenant stands, and a new tenant into a file of its own', () => {
  expect(placeFor('acme', FILES, [''])).toEqual({
    ...{ kind: 'file', file: 'acme.yaml', hasTenant: true },
  });
  expect(placeFor('globex', FILES, ['fleet/'])).toEqual({ kind: 'new', file: 'fleet/globex.yaml' });
  expect(placeFor('remote', FILES, [''])).toBeUndefined();
  expect(placeFor('globex', FILES, [])).toBeUndefined();
});

it('what is written stands on the text that was read, on none, or on the newer one', () => {
  const place = placeFor('acme', FILES, ['']);
  const read = { file: 'acme.yaml', hash: 'h1', text: 'kind: Tenant\n' };
  const ground = { file: 'acme.yaml', base: 'h1', text: 'kind: Tenant\n', subject: undefined };
  expect(groundAt(place, undefined, undefined)).toBeUndefined();
  expect(groundAt(place, read, undefined)).toEqual(ground);
  const newer = { ...ground, base: 'h2' };
  expect(groundAt(place, read, newer)).toBe(newer);
  expect(groundAt(place, read, { ...newer, file: 'other.yaml' })).toEqual(ground);
  expect(groundAt(placeFor('globex', FILES, ['']), undefined, undefined)).toEqual({
    ...{ file: 'globex.yaml', base: null, text: undefined, subject: undefined },
  });
});

it('tenants are told by name, each once', () => {
  expect(tenantsOf([...FILES, aFile('more.yaml', ['tenant/acme'])])).toEqual(['acme', 'remote']);
});
