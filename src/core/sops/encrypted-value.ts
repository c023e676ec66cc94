/** `ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]`, the form of a value that SOPS encrypted. */

export interface EncryptedValue {
  /** Base64, like the two below. */
  readonly data: string;
  readonly iv: string;
  readonly tag: string;
  /** `str`, `int`, `float`, `bool`, `time`, `bytes` or `comment`. */
  readonly type: string;
}

export const ENCRYPTED_PATTERN =
  '^ENC\\[AES256_GCM,data:([A-Za-z0-9+/=]+),iv:([A-Za-z0-9+/=]+),tag:([A-Za-z0-9+/=]+),type:([a-z]+)\\]$';

const ENCRYPTED = new RegExp(ENCRYPTED_PATTERN);

export function parseEncrypted(text: string): EncryptedValue | undefined {
  const [, data, iv, tag, type] = ENCRYPTED.exec(text) ?? [];
  if (data === undefined || iv === undefined || tag === undefined || type === undefined) {
    return undefined;
  }
  return { data, iv, tag, type };
}

export function isEncrypted(value: unknown): value is string {
  return typeof value === 'string' && ENCRYPTED.test(value);
}
