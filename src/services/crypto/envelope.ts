/** Secrets at rest: AES-256-GCM, each value bound to the place that it was written for. */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import { deriveKey, masterKeyId } from './master-key.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a row keeps. The tag is the last 16 bytes of `ciphertext`. */
interface Sealed {
  /** Names the master key, see `masterKeyId`. */
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

/** Where a value belongs. A ciphertext moved to another pod, name or version does not open. */
export interface SecretPlace {
  readonly tenant: string;
  readonly pod: string;
  readonly name: string;
  readonly version: number;
}

export interface Envelope {
  /** Of the master key that seals. */
  readonly keyId: string;
  seal(value: Secret, place: SecretPlace): Sealed;
  /** Fails with `SecretUnreadable` (InvalidInput) on another key, another place or a changed byte. */
  open(sealed: Sealed, place: SecretPlace): Secret;
}

export function createEnvelope(masterKey: KeyObject): Envelope {
  const key = deriveKey(masterKey, 'secrets');
  const keyId = masterKeyId(masterKey);
  return {
    keyId,
    seal: (value, place) => seal(key, keyId, value, place),
    open: (sealed, place) => {
      if (sealed.keyId !== keyId)
        throw unreadable(place, `it was encrypted with key ${sealed.keyId}`);
      return open(key, sealed, place);
    },
  };
}

function seal(key: KeyObject, keyId: string, value: Secret, place: SecretPlace): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(boundTo(place));
  const parts = [cipher.update(value.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()];
  return { keyId, nonce, ciphertext: Buffer.concat(parts) };
}

function open(key: KeyObject, sealed: Sealed, place: SecretPlace): Secret {
  const end = sealed.ciphertext.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(CIPHER, key, sealed.nonce, { authTagLength: TAG_BYTES })
      .setAAD(boundTo(place))
      .setAuthTag(sealed.ciphertext.subarray(end));
    const parts = [decipher.update(sealed.ciphertext.subarray(0, end)), decipher.final()];
    return new Secret(Buffer.concat(parts).toString('utf8'));
  } catch (error) {
    throw unreadable(place, 'the stored bytes were changed or moved', error);
  }
}

/** JSON keeps the parts apart: no two places give the same bytes. */
function boundTo(place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([place.tenant, place.pod, place.name, place.version]), 'utf8');
}

function unreadable(place: SecretPlace, why: string, cause?: unknown): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'SecretUnreadable',
    `secret ${place.name} of pod ${place.tenant}/${place.pod} cannot be decrypted: ${why}`,
    { hint: 'restore the database and the master key from the same backup', cause },
  );
}
