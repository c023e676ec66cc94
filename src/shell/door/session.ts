import type { Context } from 'hono';
import { SESSION_LIFETIME } from '../../core/access/lifetimes.ts';
import { digestOf } from '../../engine/opening-token.ts';
import type { CustomerSession } from '../../ports/customer-access.ts';
import { CUSTOMER_COOKIE } from './customer-cookie.ts';
import type { DoorEnv, Visit } from './visit.ts';

/** The visitor's session in this pod; using it moves its expiry, and the cookie's with it. */
export async function currentSession(
  context: Context<DoorEnv>,
  { access, address }: Visit,
): Promise<CustomerSession | undefined> {
  const token = CUSTOMER_COOKIE.read(context);
  if (token === undefined) return undefined;
  const use = { address, idleSeconds: SESSION_LIFETIME.idle };
  const session = await access.use(digestOf(token), use);
  if (session !== undefined) {
    const seconds = (Date.parse(session.expires) - Date.parse(session.lastUsed)) / 1000;
    CUSTOMER_COOKIE.write(context, token, seconds);
  }
  return session;
}
