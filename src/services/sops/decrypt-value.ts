import { createDecipheriv, type KeyObject } from 'node:crypto';
import { parseEncrypted } from '../../core/sops/encrypted-value.ts';

/** Longer tags do not exist, and shorter ones could be guessed. */
const TAG_BYTES = 16;

export interface DecryptedValue {
  /** As the MAC of the file sees it. */
  readonly bytes: Buffer;
  /** `str`, `int`, `float`, `bool`, `time`, `bytes` or `comment`. */
  readonly type: string;
}

/** Undefined when it is not an encrypted value, or not one of this key and context. */
export function decryptValue(
  text: string,
  key: KeyObject,
  context: string,
): DecryptedValue | undefined {
  // SOPS leaves an empty value as it is: there is nothing to hide but that.
  if (text === '') return { bytes: Buffer.alloc(0), type: 'str' };
  const value = parseEncrypted(text);
  if (!value) return undefined;
  const [data, iv, tag] = [value.data, value.iv, value.tag].map((part) =>
    Buffer.from(part, 'base64'),
  );
  if (!data || !iv?.length || tag?.length !== TAG_BYTES) return undefined;
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(context, 'utf8')).setAuthTag(tag);
    return { bytes: Buffer.concat([cipher.update(data), cipher.final()]), type: value.type };
  } catch {
    return undefined;
  }
}

/** What a program would read: booleans in lower case. Undefined when it is not text. */
export function textOf({ bytes, type }: DecryptedValue): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return type === 'bool' ? text.toLowerCase() : text;
  } catch {
    return undefined;
  }
}
