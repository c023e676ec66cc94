/** The administrator's second factor: offered, proved by a first code, asked for at each login, and removed. */
import type { Context } from 'hono';
import type { Administrator } from '../../ports/administrator.ts';
import { Problem } from '../api/problem.ts';
import { beginSession, signedIn } from './admin-session.ts';
import { type Deps, limited, note, readBody, wrongPassword } from './attempts.ts';
import { newSeed, readSeed, seedUri, stepOf } from './totp.ts';

const ACTION = 'dashboard second factor';

/** A seed that is worth nothing before a code of it was given back. */
export async function offerFactor(context: Context, deps: Deps): Promise<Response> {
  const administrator = await signedInAs(context, deps);
  const { password } = await readBody(context);
  await again(context, deps, administrator, password);
  if ((await administrator.secondFactor.secret()) !== undefined) throw alreadySet();
  const seed = newSeed();
  const uri = seedUri(seed, context.req.header('host') ?? '');
  return context.json({ seed: seed.reveal(), uri: uri.reveal() });
}

/** Ends all sessions, which the password alone has begun, and begins another one here. */
export async function setFactor(context: Context, deps: Deps): Promise<Response> {
  const administrator = await signedInAs(context, deps);
  const { password, seed: text, code } = await readBody(context);
  const seed = readSeed(text);
  if (seed === undefined) throw new Problem(400, 'SeedInvalid', 'this seed was not made here');
  await again(context, deps, administrator, password);
  const step = stepOf(seed, codeIn(code), deps.clock.now());
  if (step === undefined) throw codeRefused(400);
  if (!(await administrator.secondFactor.set(seed, step))) throw alreadySet();
  await administrator.endAll();
  await note(deps, context, ACTION, 'set');
  return beginSession(context, administrator);
}

export async function removeFactor(context: Context, deps: Deps): Promise<Response> {
  const administrator = await signedInAs(context, deps);
  const { password } = await readBody(context);
  await again(context, deps, administrator, password);
  if (await administrator.secondFactor.remove()) await note(deps, context, ACTION, 'removed');
  return context.body(null, 204);
}

/** Undefined when it is right, or none is asked for. Each code counts once. */
export async function wrongCode(
  administrator: Administrator,
  code: unknown,
  now: Date,
): Promise<Problem | undefined> {
  const seed = await administrator.secondFactor.secret();
  if (seed === undefined) return undefined;
  const given = codeIn(code);
  if (given === '') {
    return new Problem(401, 'CodeNeeded', 'the code of your authenticator is needed too');
  }
  const step = stepOf(seed, given, now);
  const isTaken = step !== undefined && (await administrator.secondFactor.useStep(step));
  return isTaken ? undefined : codeRefused(401);
}

/** People copy codes in two groups. */
function codeIn(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\s/g, '') : '';
}

async function signedInAs(context: Context, deps: Deps): Promise<Administrator> {
  if ((await signedIn(context, deps.administrator)) !== undefined) return deps.administrator();
  throw new Problem(401, 'SignedOut', 'sign in first');
}

/** A session that somebody left open does not change who gets in. */
function again(
  context: Context,
  deps: Deps,
  administrator: Administrator,
  password: unknown,
): Promise<void> {
  return limited(context, deps, async () => {
    const wrong = await wrongPassword(administrator, password);
    if (wrong === undefined) return true;
    await note(deps, context, ACTION, 'refused');
    // The session goes on: whoever forgot the password is not thrown out for it.
    return new Problem(403, wrong.reason, wrong.message);
  });
}

function codeRefused(status: 400 | 401): Problem {
  return new Problem(status, 'WrongCode', 'this code is wrong, or was used already', {
    hint: 'wait for the next one; if none is taken, the clock of the telephone or of the server is wrong',
  });
}

function alreadySet(): Problem {
  return new Problem(409, 'FactorSet', 'a second factor is set already', {
    hint: 'remove it first',
  });
}
