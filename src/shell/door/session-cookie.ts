import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Secret } from '../../core/model/secret.ts';
import { readToken } from './token.ts';

/**
 * Bound to this one host, never seen by a script, and never sent along by another site. `Strict` suits
 * a link in a mail: the cookie is needed only by what the opened page asks for by itself.
 */
const NAME = 'agentpod';
const PREFIX = 'host';
const ATTRIBUTES = {
  prefix: PREFIX,
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Strict',
} as const;

export function readSessionCookie(context: Context): Secret | undefined {
  return readToken(getCookie(context, NAME, PREFIX));
}

export function writeSessionCookie(context: Context, token: Secret, seconds: number): void {
  setCookie(context, NAME, token.reveal(), { ...ATTRIBUTES, maxAge: Math.floor(seconds) });
}

export function clearSessionCookie(context: Context): void {
  setCookie(context, NAME, '', { ...ATTRIBUTES, maxAge: 0 });
}
