/** Secrets at rest: AES-256-GCM, each value bound to the place that it was written for. */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { AgentPodError } from '../../core/model/errors.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a row keeps. The tag is the last 16 bytes of `ciphertext`. */
export interface Sealed {
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

/**
 * Where a value belongs: the kind of thing, then what tells it from others of its kind. A ciphertext
 * that is moved to another place does not open there.
 */
export type Place = readonly (string | number)[];

export function seal(key: KeyObject, value: Uint8Array, place: Place): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(boundTo(place));
  const parts = [cipher.update(value), cipher.final(), cipher.getAuthTag()];
  return { nonce, ciphertext: Buffer.concat(parts) };
}

/**
 * Fails with `SecretUnreadable` (InvalidInput) on another key, another place or a changed byte; `what`
 * names the value to the user.
 */
export function open(key: KeyObject, sealed: Sealed, place: Place, what: string): Buffer {
  const end = sealed.ciphertext.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(CIPHER, key, sealed.nonce, { authTagLength: TAG_BYTES })
      .setAAD(boundTo(place))
      .setAuthTag(sealed.ciphertext.subarray(end));
    const parts = [decipher.update(sealed.ciphertext.subarray(0, end)), decipher.final()];
    return Buffer.concat(parts);
  } catch (error) {
    throw unreadable(what, 'the stored bytes were changed or moved', error);
  }
}

/** JSON keeps the parts apart: no two places give the same bytes. */
function boundTo(place: Place): Buffer {
  return Buffer.from(JSON.stringify(place), 'utf8');
}

export function unreadable(what: string, why: string, cause?: unknown): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'SecretUnreadable',
    `${what} cannot be decrypted: ${why}`,
    { hint: 'restore the database and the master key from the same backup', cause },
  );
}
