/** What lets the administrator in: a one-time link sets the password, the password begins a session. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { digestOf, readToken } from '../../engine/opening-token.ts';
import { answerProblem, asProblem, Problem } from '../api/problem.ts';
import { ADMIN_COOKIE, beginSession, comesFromUs, signedIn } from './admin-session.ts';
import {
  type Deps,
  limited,
  note,
  PASSWORD_LENGTH,
  readBody,
  type SignInDeps,
  withLimits,
  wrongPassword,
} from './attempts.ts';
import { hashPassword } from './password-hash.ts';
import { offerFactor, removeFactor, setFactor, wrongCode } from './second-factor.ts';

const MOST_BODY = 4096;

export function createSignIn(given: SignInDeps): Hono {
  const deps = withLimits(given);
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
  app.post('/second-factor/offer', (context) => offerFactor(context, deps));
  app.post('/second-factor', (context) => setFactor(context, deps));
  app.post('/second-factor/remove', (context) => removeFactor(context, deps));
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
  if (session === undefined) return context.json({ signedIn: false, needsSetup });
  const secondFactor = (await administrator.secondFactor.secret()) !== undefined;
  return context.json({ signedIn: true, needsSetup, secondFactor });
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
  return beginSession(context, administrator);
}

async function logIn(context: Context, deps: Deps): Promise<Response> {
  const { password, code } = await readBody(context);
  const administrator = await deps.administrator();
  await limited(context, deps, async () => {
    const wrong =
      (await wrongPassword(administrator, password)) ??
      (await wrongCode(administrator, code, deps.clock.now()));
    if (wrong === undefined) return true;
    if (wrong.reason !== 'CodeNeeded') await note(deps, context, 'dashboard login', 'refused');
    return wrong;
  });
  await note(deps, context, 'dashboard login', 'signed in');
  return beginSession(context, administrator);
}

async function logOut(context: Context, deps: Deps): Promise<Response> {
  const cookie = ADMIN_COOKIE.read(context);
  if (cookie !== undefined) await (await deps.administrator()).end(digestOf(cookie));
  ADMIN_COOKIE.clear(context);
  return context.body(null, 204);
}

function newPassword(value: unknown): string {
  const { least, most } = PASSWORD_LENGTH;
  const length = typeof value === 'string' ? [...value].length : 0;
  if (typeof value === 'string' && length >= least && length <= most) return value;
  throw new Problem(400, 'PasswordLength', `a password has ${least} to ${most} characters`);
}
