import type { Context } from 'hono';
import { digestOf, newToken } from '../../engine/opening-token.ts';
import type { Administrator } from '../../ports/administrator.ts';
import type { ApiToken } from '../../ports/api-tokens.ts';
import { peerOf } from '../api/peer.ts';
import { isSameOrigin } from '../door/same-origin.ts';
import { sessionCookie } from '../session-cookie.ts';

const HOUR = 3600;

/** In seconds: of no use, and in all. */
const ADMIN_SESSION = { idle: 12 * HOUR, most: 7 * 24 * HOUR } as const;

export const ADMIN_COOKIE = sessionCookie('agentpod-admin');

/** Who the API sees behind a session of the dashboard. */
export interface SignedIn {
  readonly session: true;
  readonly token: ApiToken;
  readonly isValid: () => Promise<boolean>;
}

/** Undefined without a session, or when another site sent the request. */
export async function signedIn(
  context: Context,
  administrator: () => Promise<Administrator>,
): Promise<SignedIn | undefined> {
  const cookie = ADMIN_COOKIE.read(context);
  if (cookie === undefined || !comesFromUs(context)) return undefined;
  const digest = digestOf(cookie);
  const find = async () => (await administrator()).use(digest, ADMIN_SESSION.idle);
  const session = await find();
  if (session === undefined) return undefined;
  const { created } = session;
  const token = { name: 'administrator', role: 'admin', tenant: undefined, created } as const;
  return { session: true, token, isValid: async () => (await find()) !== undefined };
}

/** Whether the dashboard sent it, which lies on the host that was asked. */
export function comesFromUs(context: Context): boolean {
  const { host, protocol } = new URL(context.req.url);
  const asked = context.req.header('host') ?? host;
  const from = context.req.header('origin');
  // A reverse proxy may speak HTTPS for us: the host is what counts, and browsers never let a page lie about it.
  const scheme = from?.startsWith('https:') ? 'https:' : protocol;
  return isSameOrigin(context.req, `${scheme}//${asked}`);
}

/** A new session takes the place of the one that the browser had. */
export async function beginSession(
  context: Context,
  administrator: Administrator,
): Promise<Response> {
  const before = ADMIN_COOKIE.read(context);
  if (before !== undefined) await administrator.end(digestOf(before));
  const token = newToken();
  const { idle: idleSeconds, most: mostSeconds } = ADMIN_SESSION;
  const address = peerOf(context);
  await administrator.begin({ digest: digestOf(token), address, idleSeconds, mostSeconds });
  ADMIN_COOKIE.write(context, token, mostSeconds);
  return context.body(null, 204);
}
