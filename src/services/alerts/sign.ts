import { createHmac } from 'node:crypto';
import type { Secret } from '../../core/model/secret.ts';

const PREFIX = 'whsec_';

/** Headers of Standard Webhooks. `at` is when it is sent, in milliseconds since the epoch. */
export function signedHeaders(
  { id, body, at }: { readonly id: string; readonly body: string; readonly at: number },
  secret: Secret | undefined,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === undefined) return headers;
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`);
  return { ...headers, 'webhook-signature': `v1,${mac.digest('base64')}` };
}

/** The standard's form is base64 after a prefix; any other text is the key as it is. */
function keyOf(secret: Secret): Buffer {
  const text = secret.reveal();
  return text.startsWith(PREFIX)
    ? Buffer.from(text.slice(PREFIX.length), 'base64')
    : Buffer.from(text);
}
