import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256 of the text in UTF-8, 64 hex digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** SHA-256 over the canonical JSON, so that the order of keys does not matter. */
export function hashJson(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** A UUID of version 8 (RFC 9562: own contents) that is a pure function of the text. */
export function uuidFrom(text: string): string {
  const hex = sha256(text);
  // The variant's two bits are `10`, so its digit is one of 8, 9, a, b.
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
