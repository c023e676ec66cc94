import { describe, expect, it } from 'vitest';
import { formatOf, readSops } from './read-sops.ts';

describe('a SOPS file', () => {
  it.each([
    ['a.yaml', 'yaml'],
    ['a.yml', 'yaml'],
    ['a.enc.json', 'json'],
    ['.env', 'dotenv'],
    ['key.pem', 'binary'],
    ['a.ini', undefined],
  ])('%s is read as %s', (path, format) => {
    expect(formatOf(path)).toBe(format);
  });

  it('in YAML has its values in order, over all documents, without metadata', () => {
    const file = readSops('b: [x, {c: 1}]\na: "1"\nsops: {mac: m}\n---\nd: null\n', 'yaml');
    expect(file?.metadata).toEqual({ mac: 'm' });
    expect(file?.leaves).toEqual([
      { document: 0, path: ['b', 0], value: { kind: 'text', text: 'x' } },
      { document: 0, path: ['b', 1, 'c'], value: { kind: 'number', text: '1' } },
      { document: 0, path: ['a'], value: { kind: 'text', text: '1' } },
      { document: 1, path: ['d'], value: { kind: 'null' } },
    ]);
  });

  it('in JSON keeps keys that look like numbers where they are', () => {
    const file = readSops('{\n\t"b": "\\ud83d\\ude00\\/",\n\t"1": 2,\n\t"sops": {}\n}', 'json');
    expect(file?.leaves.map(({ path, value }) => [path, value])).toEqual([
      [['b'], { kind: 'text', text: '😀/' }],
      [['1'], { kind: 'number', text: '2' }],
    ]);
  });

  it('in dotenv has its metadata in flattened names', () => {
    const text =
      '#c\nA=1\\n2\nsops_age__list_0__map_enc=x\\ny\nsops_age__list_0__map_recipient=r\n';
    const file = readSops(`${text}sops_mac=m\n`, 'dotenv');
    expect(file?.metadata).toEqual({ age: [{ enc: 'x\ny', recipient: 'r' }], mac: 'm' });
    expect(file?.leaves).toEqual([
      { document: 0, path: ['A'], value: { kind: 'text', text: '1\n2' } },
    ]);
  });

  it.each([
    ['- a list', 'yaml'],
    ['a: &x [*x]', 'yaml'],
    ['a: [', 'yaml'],
    ['{a: 1}', 'json'],
    ['no assignment', 'dotenv'],
    ['plain text', 'binary'],
  ] as const)('%j is not one in %s', (text, format) => {
    expect(readSops(text, format)).toBeUndefined();
  });
});
