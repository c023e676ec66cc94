import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../core/model/secret.ts';
import { fingerprint, fingerprintKey } from './fingerprint.ts';

const masterKey = (fill: number) => createSecretKey(Buffer.alloc(32, fill));
const key = fingerprintKey(masterKey(1));

describe('a fingerprint', () => {
  it('is 16 hex characters, the same for the same value', () => {
    expect(fingerprint(key, new Secret('a'))).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprint(key, new Secret('a'))).toBe(fingerprint(key, new Secret('a')));
  });

  it('changes with the value and with the installation', () => {
    const other = fingerprintKey(masterKey(2));
    expect(fingerprint(key, new Secret('a'))).not.toBe(fingerprint(key, new Secret('b')));
    expect(fingerprint(key, new Secret('a'))).not.toBe(fingerprint(other, new Secret('a')));
  });
});
