/** What all that opens the dashboard has in common: bodies, limits, and a word for the audit. */
import type { Context } from 'hono';
import type { Administrator } from '../../ports/administrator.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NewAuditEntry } from '../../ports/state-store.ts';
import { peerOf } from '../api/peer.ts';
import { Problem } from '../api/problem.ts';
import { refuseBeyond } from '../api/refuse-beyond.ts';
import { subscriberOf } from '../door/client-address.ts';
import { type Limit, RateLimiter } from '../door/rate-limit.ts';
import { isPassword } from './password-hash.ts';

export interface SignInDeps {
  readonly administrator: () => Promise<Administrator>;
  readonly appendAudit: (entries: readonly NewAuditEntry[]) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: (error: unknown) => void;
}

export type Deps = SignInDeps & {
  readonly failures: RateLimiter;
  readonly allFailures: RateLimiter;
};

const LIMITS = {
  /** That failed, from one address. */
  failures: { most: 10, seconds: 300 },
  /** That failed, from everywhere: a list of addresses is no way around. */
  allFailures: { most: 200, seconds: 3600 },
} satisfies Record<string, Limit>;

export const PASSWORD_LENGTH = { least: 12, most: 256 } as const;

export function withLimits(given: SignInDeps): Deps {
  const now = () => given.clock.now();
  return {
    ...given,
    failures: new RateLimiter(LIMITS.failures, now),
    allFailures: new RateLimiter(LIMITS.allFailures, now),
  };
}

/** Counted before it is tried, so that many at once cannot slip through; a good one is given back. */
export async function limited(
  context: Context,
  { failures, allFailures }: Deps,
  attempt: () => Promise<true | Problem>,
): Promise<void> {
  const subscriber = subscriberOf(peerOf(context));
  refuseBeyond(failures.take(subscriber) || allFailures.take('all'), 'tries');
  const outcome = await attempt();
  // Who is only asked for more has guessed nothing.
  const isHarmless = outcome === true || outcome.reason === 'CodeNeeded';
  if (isHarmless) {
    failures.giveBack(subscriber);
    allFailures.giveBack('all');
  }
  if (outcome !== true) throw outcome;
}

/** Undefined when it is right. */
export async function wrongPassword(
  administrator: Administrator,
  value: unknown,
): Promise<Problem | undefined> {
  const given = typeof value === 'string' ? value.slice(0, PASSWORD_LENGTH.most) : '';
  if (await isPassword(given, await administrator.passwordHash())) return undefined;
  return new Problem(401, 'WrongPassword', 'this is not the password', {
    hint: 'forgotten? agentpod admin link makes a link that sets a new one',
  });
}

export async function readBody(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new Problem(400, 'NotJson', 'the body is not a JSON object');
}

export function note(deps: Deps, context: Context, action: string, result: string): Promise<void> {
  return deps.appendAudit([{ actor: `dashboard@${peerOf(context)}`, action, result }]);
}
