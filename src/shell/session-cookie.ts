import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Secret } from '../core/model/secret.ts';
import { readToken } from '../engine/opening-token.ts';

/**
 * Bound to this one host, never seen by a script, and never sent along by another site. `Strict` suits
 * a link in a mail: the cookie is needed only by what the opened page asks for by itself.
 */
const PREFIX = 'host';
const ATTRIBUTES = {
  prefix: PREFIX,
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Strict',
} as const;

export interface SessionCookie {
  /** Undefined for what is no token by its form. */
  read(context: Context): Secret | undefined;
  write(context: Context, token: Secret, seconds: number): void;
  clear(context: Context): void;
}

export function sessionCookie(name: string): SessionCookie {
  return {
    read: (context) => readToken(getCookie(context, name, PREFIX)),
    write: (context, token, seconds) =>
      setCookie(context, name, token.reveal(), { ...ATTRIBUTES, maxAge: Math.floor(seconds) }),
    clear: (context) => setCookie(context, name, '', { ...ATTRIBUTES, maxAge: 0 }),
  };
}
