import { describe, expect, it } from 'vitest';
import { readMetadata } from './metadata.ts';

const AGE = { recipient: 'age1x', enc: '-----BEGIN AGE ENCRYPTED FILE-----' };
const SOUND = { age: [AGE], lastmodified: '2026-11-24T07:00:00Z', mac: 'ENC[...]' };

const problem = (value: unknown) => {
  const read = readMetadata(value);
  return 'problem' in read ? [read.problem.rule, read.problem.message] : [];
};

describe('the metadata of a SOPS file', () => {
  it('tells who can open it, and encrypts all but _unencrypted when it says nothing', () => {
    expect(readMetadata(SOUND)).toEqual({
      metadata: {
        keys: { groups: [[AGE]], threshold: 1 },
        mac: 'ENC[...]',
        lastModified: '2026-11-24T07:00:00Z',
        rule: { kind: 'unencrypted-suffix', suffix: '_unencrypted' },
        macOnlyEncrypted: false,
      },
    });
  });

  it('may have several groups, of which as many are needed as it says', () => {
    const groups = [{ age: [AGE] }, { age: [AGE] }, { pgp: [{ fp: 'X' }] }];
    const read = readMetadata({ ...SOUND, age: [], key_groups: groups, shamir_threshold: '2' });
    expect(read).toMatchObject({ metadata: { keys: { threshold: 2 } } });
    expect(problem({ ...SOUND, age: [], key_groups: groups })).toEqual([
      'SopsKeyService',
      'the file is encrypted for PGP, and only age keys are read',
    ]);
  });

  it.each([
    [{ ...SOUND, age: [], pgp: [{ fp: 'X' }], kms: [{ arn: 'Y' }] }, 'PGP and AWS KMS'],
    [{ ...SOUND, age: [] }, 'for nobody'],
    [{ ...SOUND, mac: '' }, 'no MAC'],
    [{ ...SOUND, lastmodified: 'yesterday' }, 'not a point in time'],
    [{ ...SOUND, encrypted_regex: 'a', encrypted_suffix: 'b' }, 'more than one rule'],
    ['text', 'no sops metadata'],
  ])('%j is refused: %s', (value, words) => {
    expect(problem(value).join(' ')).toContain(words);
  });

  it.each([
    ['2026-11-24T07:00:00+00:00', '2026-11-24T07:00:00Z'],
    ['2026-11-24T07:00:00.123+01:00', '2026-11-24T07:00:00+01:00'],
  ])('has the time %s written as Go writes it', (lastmodified, lastModified) => {
    expect(readMetadata({ ...SOUND, lastmodified })).toMatchObject({ metadata: { lastModified } });
  });
});
