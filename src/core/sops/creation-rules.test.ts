import { describe, expect, it } from 'vitest';
import { creationRule } from './creation-rules.ts';

const rule = (lines: string, path = 'a/b.yaml') => creationRule(`creation_rules:\n${lines}`, path);

describe('the creation rule of a file', () => {
  it('is the first whose path_regex fits', () => {
    const lines = '- {path_regex: ^x, age: a}\n- {path_regex: b\\.yaml$, age: "b, c"}\n- {age: d}';
    expect(rule(lines)).toMatchObject({ recipients: ['b', 'c'] });
    expect(rule(lines, 'other')).toMatchObject({ recipients: ['d'] });
    expect(rule('- {path_regex: ^x, age: a}')).toBeUndefined();
    expect(creationRule('stores: {}', 'a')).toBeUndefined();
  });

  it('says who opens the file and what is encrypted', () => {
    const group = '- {key_groups: [{age: [a, b]}], encrypted_regex: ^v$, mac_only_encrypted: true}';
    expect(rule(group)).toEqual({
      recipients: ['a', 'b'],
      rule: { kind: 'encrypted-regex', regex: '^v$' },
      macOnlyEncrypted: true,
    });
  });

  it.each([
    ['- {pgp: X, age: a}', 'it names pgp keys'],
    ['- {key_groups: [{age: [a]}, {age: [b]}]}', 'several key_groups'],
    ['- {age: a, encrypted_comment_regex: x}', 'encrypted_comment_regex is not written here'],
    ['- {age: a, encrypted_regex: x, encrypted_suffix: y}', 'more than one rule'],
    ['- {path_regex: "(?P<x>a)", age: a}', 'cannot tell what path_regex'],
    ['- a', 'creation_rules is not a list'],
    ['- [', 'it is not YAML'],
  ])('%s is not followed half', (lines, message) => {
    expect(rule(lines)).toContain(message);
  });
});
