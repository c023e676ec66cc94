import { describe, expect, test } from 'vitest';
import { anAllocation, aPod, aSecret } from '../../../test/builders.ts';
import { genericAdapter } from '../agents/generic/adapter.ts';
import { openclawAdapter } from '../agents/openclaw/adapter.ts';
import type { ContainerSpec } from '../model/container.ts';
import { contentHash, SPEC_FIELDS, specHash } from './hash.ts';

const { spec } = openclawAdapter.build(aPod(), anAllocation());

const CHANGED: { readonly [Field in keyof ContainerSpec]: ContainerSpec[Field] } = {
  image: 'ghcr.io/openclaw/openclaw:2026.9.7',
  entrypoint: ['tini'],
  command: ['sleep', '1'],
  user: '0:0',
  workingDir: '/',
  env: { ...spec.env, TZ: 'UTC' },
  labels: { a: 'b' },
  network: 'agentpod_globex',
  address: '10.201.0.65',
  publish: [{ hostIp: '127.0.0.1', hostPort: 20001, containerPort: 18789 }],
  mounts: [],
  tmpfs: {},
  resources: { ...spec.resources, cpus: 4 },
  readOnlyRootfs: false,
  stopGraceSeconds: 1,
};

describe('specHash', () => {
  test('it names its version and has 32 hex digits', () => {
    expect(specHash(spec)).toMatch(/^v1-[0-9a-f]{32}$/);
  });

  test('every field that an adapter sets is listed as hashed or ignored', () => {
    const generic = aPod({ agent: 'generic', spec: { generic: { port: 80 } } });
    for (const built of [spec, genericAdapter.build(generic, anAllocation()).spec]) {
      expect(Object.keys(built).sort()).toEqual(Object.keys(SPEC_FIELDS).sort());
    }
  });

  test.each(Object.entries(SPEC_FIELDS))(
    'a change of %s counts as it is listed: %s',
    (field, how) => {
      const changed = { ...spec, [field]: CHANGED[field as keyof ContainerSpec] };
      expect(specHash(changed) !== specHash(spec)).toBe(how === 'hashed');
    },
  );

  test('the order of keys does not matter', () => {
    const reversed = Object.fromEntries(Object.entries(spec).reverse()) as unknown as ContainerSpec;
    expect(specHash(reversed)).toBe(specHash(spec));
  });
});

describe('contentHash', () => {
  const file = { path: 'a.json', content: { x: 1 } };

  test('it follows files and fingerprints', () => {
    const before = contentHash([file], [aSecret('key')]);
    expect(contentHash([file], [aSecret('key')])).toBe(before);
    expect(contentHash([{ ...file, content: { x: 2 } }], [aSecret('key')])).not.toBe(before);
    expect(contentHash([file], [aSecret('key', { fingerprint: 'other' })])).not.toBe(before);
    expect(contentHash([file], [])).not.toBe(before);
  });

  test('where a secret comes from does not matter while its value is the same', () => {
    const moved = aSecret('key', { source: { kind: 'file', path: '/k' } });
    expect(contentHash([], [moved])).toBe(contentHash([], [aSecret('key')]));
  });

  test('the order of files and secrets does not matter', () => {
    const files = [file, { path: 'b.json', content: null }];
    const secrets = [aSecret('a'), aSecret('b')];
    expect(contentHash(files.toReversed(), secrets.toReversed())).toBe(contentHash(files, secrets));
  });
});
