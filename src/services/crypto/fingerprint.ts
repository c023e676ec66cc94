/** Tells whether a secret changed without telling the secret. */
import { createHmac, type KeyObject } from 'node:crypto';
import type { Secret } from '../../core/model/secret.ts';
import { deriveKey } from './master-key.ts';

export function fingerprintKey(masterKey: KeyObject): KeyObject {
  return deriveKey(masterKey, 'fingerprints');
}

/** HMAC-SHA-256 of the value, hex, cut to 16 characters. */
export function fingerprint(key: KeyObject, value: Secret): string {
  return createHmac('sha256', key).update(value.reveal(), 'utf8').digest('hex').slice(0, 16);
}
