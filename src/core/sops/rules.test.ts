import { describe, expect, it } from 'vitest';
import { goRegExp } from './go-regexp.ts';
import type { SopsLeaf } from './leaf.ts';
import { encryptedBy, type SopsRule } from './rules.ts';

function leaf(path: SopsLeaf['path'], text = 'x'): SopsLeaf {
  return { document: 0, path, value: { kind: 'text', text } };
}

describe('what SOPS encrypts', () => {
  it.each<[SopsRule, SopsLeaf['path'], boolean]>([
    [{ kind: 'unencrypted-suffix', suffix: '_plain' }, ['a', 'b'], true],
    [{ kind: 'unencrypted-suffix', suffix: '_plain' }, ['a_plain', 'b'], false],
    [{ kind: 'encrypted-suffix', suffix: '_enc' }, ['a_enc', 0, 'b'], true],
    [{ kind: 'encrypted-suffix', suffix: '_enc' }, ['a', 0, 'b'], false],
    [{ kind: 'encrypted-regex', regex: '^value$' }, ['a', 'value'], true],
    [{ kind: 'encrypted-regex', regex: '^value$' }, ['values'], false],
    [{ kind: 'unencrypted-regex', regex: '(?i)^NAME' }, ['names'], false],
    [{ kind: 'unencrypted-regex', regex: '(?i)^NAME' }, ['a'], true],
  ])('%j decides %j by all keys above a value', (rule, path, expected) => {
    expect(encryptedBy(rule)?.(leaf(path))).toBe(expected);
  });

  it('is what looks encrypted when comments decide', () => {
    const encrypted = encryptedBy({ kind: 'comment' });
    expect(encrypted?.(leaf(['a'], 'ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]'))).toBe(
      true,
    );
    expect(encrypted?.(leaf(['a'], 'plain'))).toBe(false);
  });
});

describe('a regular expression of Go', () => {
  it.each(['^(data|stringData)$', '(?i)token', '\\.key$', 'a{2,3}\\d+', '[a-z_]+?x', '(?:a|b)'])(
    '%s means the same here',
    (source) => {
      expect(goRegExp(source)).toBeInstanceOf(RegExp);
    },
  );

  it.each(['\\Ax', 'x\\z', '(?P<n>x)', '(?<!a)b', '[[:alpha:]]', '\\pN', '(a)\\1', 'a**', '('])(
    '%s is refused, since it means something else here or nothing there',
    (source) => {
      expect(goRegExp(source)).toBeUndefined();
    },
  );
});
