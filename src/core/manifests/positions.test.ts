import { describe, expect, it } from 'vitest';
import { load, podText, readText, TENANT } from '../../../test/diagnose.ts';
import { formatPath, parsePath } from './field-path.ts';
import { findPodField } from './find-field.ts';
import { positionOf } from './positions.ts';
import { quote } from './quote.ts';

const FILE = {
  name: 'a.yaml',
  directory: '/manifests',
  text: `x: 1
---
spec:
  list:
    - a
    - { key: value }
  "dotted.key": 5
  empty:
`,
};

describe('a position', () => {
  it.each([
    ['spec.list[1].key', 'value', 6, 14],
    ['spec.list.1.key', 'key', 6, 9],
    ['spec.list[1]', 'value', 6, 7],
    ['spec["dotted.key"]', 'value', 7, 17],
    ['spec.empty', 'value', 8, 3],
    ['spec.nowhere.at.all', 'value', 3, 1],
    ['spec.list[1].gone', 'parent', 6, 7],
    ['', 'value', 3, 1],
  ] as const)('of %s (%s) is %d:%d', (path, spot, line, column) => {
    expect(positionOf(FILE, 1, path, spot)).toEqual({ file: 'a.yaml', line, column });
  });

  it('follows an alias to its anchor', () => {
    const text = 'a: &a { b: 1 }\nc: *a\n';
    expect(positionOf({ ...FILE, text }, 0, 'c.b')).toMatchObject({ line: 1, column: 12 });
  });

  it('of a document that is not there is the start of the file', () => {
    expect(positionOf(FILE, 9, 'spec')).toEqual({ file: 'a.yaml', line: 1, column: 1 });
  });
});

describe('a field of a pod', () => {
  const files = [
    readText('t.yaml', `${TENANT}spec:\n  defaults: { model: { primary: openai/x } }\n`),
    readText('p.yaml', podText('  env: { A: b }')),
  ];

  it.each([
    ['spec.env.A', 'p.yaml', 5, 13],
    ['spec.model.primary', 't.yaml', 5, 33],
    ['spec.config.gateway', 'p.yaml', 4, 1],
    ['metadata.name', 'p.yaml', 3, 19],
  ])('%s is found where it is written', (path, file, line, column) => {
    expect(findPodField(files, 'acme/agent', path)).toEqual({ file, line, column });
  });

  it('of an unknown pod is nowhere', () => {
    expect(findPodField(files, 'acme/other', 'spec')).toBeUndefined();
  });
});

describe('a field path', () => {
  it.each([
    [['spec', 'hosts', 0], 'spec.hosts[0]'],
    [['metadata', 'labels', 'a.b/c'], 'metadata.labels["a.b/c"]'],
    [['a', 'quo"te'], 'a["quo\\"te"]'],
    [[], ''],
  ])('%j reads %s and back', (path, text) => {
    expect(formatPath(path)).toBe(text);
    expect(parsePath(text)).toEqual(path);
  });
});

describe('a quoted value', () => {
  it('is short, on one line and without invisible characters', () => {
    expect(quote('x'.repeat(100))).toHaveLength(62);
    expect(quote('a\n\u202eb\u200b')).toBe('"a\\n\\u202eb\\u200b"');
    expect([null, [], {}, 5, true].map(quote)).toEqual(['nothing', 'a list', 'a map', '5', 'true']);
  });

  it('does not run what a map calls toString', () => {
    const texts = { 'a.yaml': `${TENANT.replace('acme', '{ toString: x }')}` };
    expect(load(texts).diagnostics.map(({ message }) => message)).toEqual(['a map is not text']);
  });
});
