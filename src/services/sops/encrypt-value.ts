import { createCipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { SopsValue } from '../../core/sops/leaf.ts';

/** As long as those that SOPS makes. */
const IV_BYTES = 32;

/** `ENC[…]`, bound to its context; an empty text stays as it is, as in SOPS. */
export function encryptValue(text: string, type: string, key: KeyObject, context: string): string {
  if (text === '') return '';
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context, 'utf8'));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const [d, i, t] = [data, iv, cipher.getAuthTag()].map((part) => part.toString('base64'));
  return `ENC[AES256_GCM,data:${d},iv:${i},tag:${t},type:${type}]`;
}

/** What SOPS turns the text back into. */
export function sopsType(value: Exclude<SopsValue, { kind: 'null' }>): string {
  switch (value.kind) {
    case 'text':
      return 'str';
    case 'bool':
      return 'bool';
    case 'time':
      return 'time';
    case 'number':
      return isInt64(value.text) ? 'int' : 'float';
  }
}

function isInt64(text: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}
