import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../src/core/config-drift/config-path.ts';
import { newPodManifest } from '../../../src/core/manifests-edit/new-manifests.ts';
import type { JsonObject, JsonValue } from '../../../src/core/model/json.ts';
import { sameJson } from '../../../src/core/util/same-json.ts';
import { fieldOf, leavesOf } from '../../../src/dashboard/forms/fields.ts';
import { editOwn, readOwn, writeOwn } from '../../../src/dashboard/forms/own-text.ts';
import { POD_SCHEMA } from '../../../src/dashboard/forms/schemas.ts';
import { findSlot, joinSlot, newSlot, slotsOf } from '../../../src/dashboard/forms/slot.ts';
import { fc } from '../fast-check.ts';

const FRESH = writeOwn(newPodManifest({ key: 'acme/agent' }) as JsonObject, POD_SCHEMA);
const COMMENTED = `# ours
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: {name: acme/agent}  # odd blanks
spec:
  # cheap on purpose
  model:
    primary: acme/small # until May

  # as they asked
  resources:
    memory: 1Gi
`;
const LEAVES = leavesOf(fieldOf(POD_SCHEMA)).filter(({ kind, path }) => {
  return path[0] === 'spec' && ['text', 'texts', 'choice', 'map', 'flag', 'number'].includes(kind);
});

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('no', 'on', '007', '1e3', 'a: b', '# x', '- y', 'null', '~', 'two\nlines'),
);
const values: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
  text,
  choice: text,
  flag: fc.boolean(),
  number: fc.integer(),
  texts: fc.array(text, { minLength: 1, maxLength: 4 }),
  map: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), text, { minKeys: 1, maxKeys: 3 }),
};
const entry = fc
  .constantFrom(...LEAVES)
  .chain(({ path, kind }) =>
    fc.option(values[kind] ?? text, { nil: undefined }).map((value) => ({ path, value })),
  );
const comments = (of: string) => of.match(/^\s*#.*/gm) ?? [];

describe.each([
  ['a document that a form made', FRESH],
  ['a document with comments', COMMENTED],
])('%s', (_what, start) => {
  it('says what was entered, and can be edited on', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (entries) => {
        let own = start;
        for (const each of entries) {
          const edited = editOwn(own, [each], POD_SCHEMA);
          if (edited === undefined) continue;
          own = edited;
          const { data = {} } = readOwn(own);
          expect(sameJson(valueAt(data, each.path), each.value)).toBe(true);
        }
        expect(comments(own)).toEqual(comments(start));
      }),
    );
  });

  it('is as it was when what was entered is taken back', () => {
    fc.assert(
      fc.property(entry, ({ path, value }) => {
        const before = readOwn(start).data ?? {};
        const edited = editOwn(start, [{ path, value }], POD_SCHEMA);
        const back =
          edited && editOwn(edited, [{ path, value: valueAt(before, path) }], POD_SCHEMA);
        if (back !== undefined) expect(readOwn(back).data).toEqual(before);
      }),
    );
  });
});

describe('a document', () => {
  it('of a form has its keys in the order of the schema, whatever was entered first', () => {
    const set = (own: string, path: string, value: JsonValue) =>
      editOwn(own, [{ path: path.split('.'), value }], POD_SCHEMA) ?? '';
    const own = set(set(FRESH, 'spec.hosts', ['a.example.com']), 'spec.agent', 'generic');
    expect(own.slice(own.indexOf('spec:'))).toBe(
      'spec:\n  agent: generic\n  hosts:\n    - a.example.com\n',
    );
  });

  it('takes what would be left empty along, but no channel', () => {
    const own = editOwn(
      COMMENTED,
      [{ path: ['spec', 'model', 'primary'], value: undefined }],
      POD_SCHEMA,
    );
    expect(readOwn(own ?? '').data?.['spec']).toEqual({ resources: { memory: '1Gi' } });
    const bot = ['spec', 'channels', 'telegram', 'botToken'];
    const added = editOwn(FRESH, [{ path: bot, value: { secret: 'x' } }], POD_SCHEMA) ?? '';
    const removed = editOwn(added, [{ path: bot, value: undefined }], POD_SCHEMA) ?? '';
    expect(readOwn(removed).data?.['spec']).toEqual({ channels: { telegram: {} } });
  });

  it.each([
    ['a: [', 1],
    ['a: 1\n---\nb: 2\n', 2],
    ['- a\n', 1],
    ['a: 1\na: 2\n', 2],
  ])('that is none is said so: %j', (broken, line) => {
    const { problem, ...reading } = readOwn(broken);
    expect(problem).toBeTruthy();
    expect(reading).toMatchObject({ line });
  });
});

const FILE = `# the customer\napiVersion: agentpod.dev/v1alpha1\nkind: Tenant\nmetadata: {name: acme}\n---\n${COMMENTED}---\nkind: Pod\nmetadata: {name: desk}\nspec: {tenant: acme}\n...\n# the end\n`;

describe('a file of several documents', () => {
  it.each([FILE, FILE.replaceAll('\n', '\r\n'), COMMENTED, '', '# nothing\n'])(
    'is the sum of what is around each and itself',
    (file) => {
      for (const slot of slotsOf(file)) expect(joinSlot(slot)).toBe(file);
    },
  );

  it('is found by whom it is about, in either way of saying it', () => {
    expect(findSlot(FILE, 'tenant/acme')?.own).toContain('# the customer');
    expect(findSlot(FILE, 'pod/acme/agent')?.own).toBe(COMMENTED);
    expect(findSlot(FILE, 'pod/acme/desk')?.own).toContain('spec: {tenant: acme}');
    expect(findSlot(FILE, 'pod/acme/other')).toBeUndefined();
    expect(findSlot(`${COMMENTED}sops: {version: 1}\n`, 'pod/acme/agent')).toBeUndefined();
  });

  it('has room for one more at its end', () => {
    expect(joinSlot(newSlot(undefined, 'a: 1\n'))).toBe('a: 1\n');
    expect(joinSlot(newSlot('b: 2', 'a: 1\n'))).toBe('b: 2\n---\na: 1\n');
    expect(joinSlot(newSlot('# only this\n', 'a: 1\n'))).toBe('# only this\na: 1\n');
  });
});
