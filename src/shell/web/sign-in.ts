/** What lets the administrator in: a one-time link sets the password, the password begins a session. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { digestOf, newToken, readToken } from '../../engine/opening-token.ts';
import type { Administrator } from '../../ports/administrator.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NewAuditEntry } from '../../ports/state-store.ts';
import { peerOf } from '../api/peer.ts';
import { answerProblem, asProblem, Problem } from '../api/problem.ts';
import { subscriberOf } from '../door/client-address.ts';
import { type Limit, RateLimiter } from '../door/rate-limit.ts';
import { ADMIN_COOKIE, ADMIN_SESSION, comesFromUs, signedIn } from './admin-session.ts';
import { hashPassword, isPassword } from './password-hash.ts';

export interface SignInDeps {
  readonly administrator: () => Promise<Administrator>;
  readonly appendAudit: (entries: readonly NewAuditEntry[]) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: (error: unknown) => void;
}

const LIMITS = {
  /** That failed, from one address. */
  failures: { most: 10, seconds: 300 },
  /** That failed, from everywhere: a list of addresses is no way around. */
  allFailures: { most: 200, seconds: 3600 },
} satisfies Record<string, Limit>;

const PASSWORD_LENGTH = { least: 12, most: 256 } as const;
const MOST_BODY = 4096;

type Deps = SignInDeps & {
  readonly failures: RateLimiter;
  readonly allFailures: RateLimiter;
};

export function createSignIn(given: SignInDeps): Hono {
  const now = () => given.clock.now();
  const deps: Deps = {
    ...given,
    failures: new RateLimiter(LIMITS.failures, now),
    allFailures: new RateLimiter(LIMITS.allFailures, now),
  };
  const app = new Hono().basePath('/auth');
  app.use(bodyLimit({ maxSize: MOST_BODY, onError: tooLarge }));
  app.use(async (context, next) => {
    context.header('Cache-Control', 'no-store');
    if (context.req.method !== 'GET' && !comesFromUs(context)) {
      throw new Problem(403, 'CrossOrigin', 'another site sent this request');
    }
    await next();
  });
  app.get('/session', (context) => state(context, deps));
  app.post('/setup', (context) => setUp(context, deps));
  app.post('/login', (context) => logIn(context, deps));
  app.post('/logout', (context) => logOut(context, deps));
  app.onError((error, context) => {
    const problem = asProblem(error);
    if (!(error instanceof Problem) && problem.status >= 500) given.report(error);
    return answerProblem(context, problem);
  });
  return app;
}

function tooLarge(): never {
  throw new Problem(413, 'BodyTooLarge', `a body has at most ${MOST_BODY} bytes here`);
}

/** What the page has to show first. */
async function state(context: Context, deps: Deps): Promise<Response> {
  const administrator = await deps.administrator();
  const session = await signedIn(context, deps.administrator);
  const needsSetup = (await administrator.passwordHash()) === undefined;
  return context.json({ signedIn: session !== undefined, needsSetup });
}

async function setUp(context: Context, deps: Deps): Promise<Response> {
  const body = await readBody(context);
  const link = readToken(body['link']);
  const password = newPassword(body['password']);
  const administrator = await deps.administrator();
  await limited(context, deps, async () => {
    const isSet =
      link !== undefined &&
      (await administrator.redeemSetup(digestOf(link), await hashPassword(password)));
    if (isSet) return true;
    await note(deps, context, 'dashboard setup', 'refused');
    return new Problem(401, 'LinkSpent', 'this link was used, replaced, or has expired', {
      hint: 'ask for another one: agentpod admin link',
    });
  });
  await note(deps, context, 'dashboard setup', 'password set');
  return begin(context, administrator);
}

async function logIn(context: Context, deps: Deps): Promise<Response> {
  const { password } = await readBody(context);
  const administrator = await deps.administrator();
  await limited(context, deps, async () => {
    const given = typeof password === 'string' ? password.slice(0, PASSWORD_LENGTH.most) : '';
    if (await isPassword(given, await administrator.passwordHash())) return true;
    await note(deps, context, 'dashboard login', 'refused');
    return new Problem(401, 'WrongPassword', 'this is not the password', {
      hint: 'forgotten? agentpod admin link makes a link that sets a new one',
    });
  });
  await note(deps, context, 'dashboard login', 'signed in');
  return begin(context, administrator);
}

async function logOut(context: Context, deps: Deps): Promise<Response> {
  const cookie = ADMIN_COOKIE.read(context);
  if (cookie !== undefined) await (await deps.administrator()).end(digestOf(cookie));
  ADMIN_COOKIE.clear(context);
  return context.body(null, 204);
}

/** A new session takes the place of the one that the browser had. */
async function begin(context: Context, administrator: Administrator): Promise<Response> {
  const before = ADMIN_COOKIE.read(context);
  if (before !== undefined) await administrator.end(digestOf(before));
  const token = newToken();
  const { idle: idleSeconds, most: mostSeconds } = ADMIN_SESSION;
  const address = peerOf(context);
  await administrator.begin({ digest: digestOf(token), address, idleSeconds, mostSeconds });
  ADMIN_COOKIE.write(context, token, mostSeconds);
  return context.body(null, 204);
}

/** Counted before it is tried, so that many at once cannot slip through; a good one is given back. */
async function limited(
  context: Context,
  { failures, allFailures }: Deps,
  attempt: () => Promise<true | Problem>,
): Promise<void> {
  const subscriber = subscriberOf(peerOf(context));
  const wait = failures.take(subscriber) || allFailures.take('all');
  if (wait > 0) {
    throw new Problem(429, 'TooManyRequests', `too many tries; again in ${wait} s`, {
      headers: { 'Retry-After': String(wait) },
    });
  }
  const outcome = await attempt();
  if (outcome !== true) throw outcome;
  failures.giveBack(subscriber);
  allFailures.giveBack('all');
}

async function readBody(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new Problem(400, 'NotJson', 'the body is not a JSON object');
}

function newPassword(value: unknown): string {
  const { least, most } = PASSWORD_LENGTH;
  const length = typeof value === 'string' ? [...value].length : 0;
  if (typeof value === 'string' && length >= least && length <= most) return value;
  throw new Problem(400, 'PasswordLength', `a password has ${least} to ${most} characters`);
}

function note(deps: Deps, context: Context, action: string, result: string): Promise<void> {
  return deps.appendAudit([{ actor: `dashboard@${peerOf(context)}`, action, result }]);
}
