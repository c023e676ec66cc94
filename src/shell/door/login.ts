import type { Context } from 'hono';
import { SESSION_LIFETIME } from '../../core/access/lifetimes.ts';
import type { Secret } from '../../core/model/secret.ts';
import { digestOf, newToken, readToken } from '../../engine/opening-token.ts';
import { CUSTOMER_COOKIE } from './customer-cookie.ts';
import { loginPage, messagePage } from './page.ts';
import type { RateLimiter } from './rate-limit.ts';
import { refuse } from './refusal.ts';
import { isSameOrigin } from './same-origin.ts';
import { currentSession } from './session.ts';
import { trace } from './trace.ts';
import type { DoorEnv, Visit } from './visit.ts';
import { wordsFor } from './words.ts';

export interface LoginParts {
  readonly vendor: string | undefined;
  /** Failed redemptions, by subscriber and by pod. */
  readonly attempts: RateLimiter;
  readonly podAttempts: RateLimiter;
  /** Refusals that are written down, by pod: enough to see them, too few to fill the audit. */
  readonly refusals: RateLimiter;
}

/** Changes nothing, however often it is fetched and by whom. */
export async function showLogin(context: Context<DoorEnv>): Promise<Response> {
  const visit = context.get('visit');
  const token = readToken(context.req.query('token'));
  const session = token === undefined ? await currentSession(context, visit) : undefined;
  const words = wordsFor(context.req.header('accept-language'));
  return context.html(loginPage(words, visit.host, { token, isSignedIn: session !== undefined }));
}

export async function redeemLink(context: Context<DoorEnv>, parts: LoginParts): Promise<Response> {
  const visit = context.get('visit');
  if (!isSameOrigin(context.req, visit.origin)) return refuse(context, { kind: 'CrossOrigin' });
  const { subscriber, pod } = visit;
  // Counted first, so that many at once cannot slip through; a good one is given back.
  const wait = parts.attempts.take(subscriber) || parts.podAttempts.take(pod.key);
  if (wait > 0) return refuse(context, { kind: 'TooMany', wait });
  const link = readToken((await context.req.parseBody())['token']);
  const session = newToken();
  if (link === undefined || !(await redeem(visit, link, session))) {
    await noteRefusal(visit, parts.refusals);
    return refuse(context, { kind: 'LinkSpent', vendor: parts.vendor });
  }
  parts.attempts.giveBack(subscriber);
  parts.podAttempts.giveBack(pod.key);
  const before = CUSTOMER_COOKIE.read(context);
  if (before !== undefined) await visit.access.end(digestOf(before));
  CUSTOMER_COOKIE.write(context, session, SESSION_LIFETIME.idle);
  return context.redirect('/', 303);
}

function redeem(visit: Visit, link: Secret, session: Secret): Promise<boolean> {
  const { access, address } = visit;
  const { idle: idleSeconds, most: mostSeconds } = SESSION_LIFETIME;
  const made = { digest: digestOf(session), address, idleSeconds, mostSeconds };
  return access.redeem(digestOf(link), made, trace(visit, 'login', 'signed in'));
}

async function noteRefusal(visit: Visit, refusals: RateLimiter): Promise<void> {
  if (refusals.take(visit.pod.key) > 0) return;
  await visit.access.appendAudit([trace(visit, 'login', 'refused')]);
}

/** Also forgets what the Control UI keeps in this browser: its own device would still be let in. */
export async function logOut(context: Context<DoorEnv>): Promise<Response> {
  const visit = context.get('visit');
  if (!isSameOrigin(context.req, visit.origin)) return refuse(context, { kind: 'CrossOrigin' });
  const token = CUSTOMER_COOKIE.read(context);
  if (token !== undefined && (await visit.access.end(digestOf(token)))) {
    await visit.access.appendAudit([trace(visit, 'logout', 'signed out')]);
  }
  CUSTOMER_COOKIE.clear(context);
  context.header('Clear-Site-Data', '"storage"');
  const words = wordsFor(context.req.header('accept-language'));
  return context.html(messagePage(words, visit.host, words.signedOut));
}
