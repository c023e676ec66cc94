import { createHash, randomBytes } from 'node:crypto';
import { Secret } from '../core/model/secret.ts';
import type { Digest } from '../ports/customer-access.ts';

/** What opens a door: 256 random bits. Nobody finds one by trying, and its digest gives none away. */
const BYTES = 32;
const FORM = /^[A-Za-z0-9_-]{43}$/;

export function newToken(): Secret {
  return new Secret(randomBytes(BYTES).toString('base64url'));
}

export function digestOf(token: Secret): Digest {
  return createHash('sha256').update(token.reveal()).digest('hex');
}

/** Undefined for what is no token by its form, whoever sent it. */
export function readToken(text: unknown): Secret | undefined {
  return typeof text === 'string' && FORM.test(text) ? new Secret(text) : undefined;
}
