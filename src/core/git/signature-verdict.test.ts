import { expect, it } from 'vitest';
import { signatureFault } from './signature-verdict.ts';

it.each([
  ['', 'it is not signed'],
  ['[GNUPG:] NO_PUBKEY 0123ABCD', 'it is signed with the key 0123ABCD, which is not trusted'],
  [
    'Good "git" signature with ED25519 key SHA256:abc\nNo principal matched.',
    'it is signed with the key SHA256:abc, which is not trusted',
  ],
  ['[GNUPG:] EXPKEYSIG 0123 me', 'its signature or the key of it has expired or was revoked'],
  ['[GNUPG:] BADSIG 0123 me', 'its signature does not fit what was signed'],
])('%j: %s', (said, words) => {
  expect(signatureFault(said)).toBe(words);
});
