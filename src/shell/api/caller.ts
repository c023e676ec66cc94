import type { Context, MiddlewareHandler } from 'hono';
import { digestOf, readToken } from '../../engine/opening-token.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { ApiToken } from '../../ports/api-tokens.ts';
import type { Clock } from '../../ports/clock.ts';
import { subscriberOf } from '../door/client-address.ts';
import { type Limit, RateLimiter } from '../door/rate-limit.ts';
import type { SignedIn } from '../web/admin-session.ts';
import { peerOf } from './peer.ts';
import { Problem } from './problem.ts';
import { refuseBeyond } from './refuse-beyond.ts';

/** Who asks, once that is known. */
interface Caller {
  readonly token: ApiToken;
  /** Somebody at the dashboard. */
  readonly session?: true;
  /** Answers whether the token still opens anything. */
  readonly isValid: () => Promise<boolean>;
}

export interface ApiEnv {
  /** Where there is a socket. */
  readonly Bindings: {
    readonly outgoing?: { destroy(): unknown };
    /** It came over the socket that only this server's own user may open. */
    readonly local?: boolean;
  };
  readonly Variables: { caller: Caller; workspace: Workspace };
}

/** For the audit. */
export function actorOf({ token, session }: Caller): string {
  return session ? 'dashboard administrator' : `token ${token.name}`;
}

/** Of a commit: the administrator, or a token in the administrator's place. */
export function authorOf({ token, session }: Caller, administrator: string): string {
  if (session) return administrator;
  const address = /<[^<>]*>$/.exec(administrator)?.[0] ?? '<>';
  return `token ${token.name} ${address}`;
}

/** Who may open the socket may open the state as well. */
const LOCAL: Caller = {
  token: { name: 'local administrator', role: 'admin', tenant: undefined, created: '' },
  isValid: async () => true,
};

const LIMITS = {
  /** With tokens that are none, from one address. */
  guesses: { most: 60, seconds: 60 },
  /** Of one token. */
  requests: { most: 600, seconds: 60 },
} satisfies Record<string, Limit>;

interface Ground {
  readonly workspace: () => Promise<Workspace>;
  readonly clock: Pick<Clock, 'now'>;
  /** Of the dashboard, where one is served. */
  readonly session?: (context: Context) => Promise<SignedIn | undefined>;
}

/** Lets through who brings a token that is on record, found by its digest alone. */
export function knownCaller({ workspace, clock, session }: Ground): MiddlewareHandler<ApiEnv> {
  const guesses = new RateLimiter(LIMITS.guesses, () => clock.now());
  const requests = new RateLimiter(LIMITS.requests, () => clock.now());
  return async (context, next) => {
    if (context.env?.local === true && context.req.header('authorization') === undefined) {
      context.set('caller', LOCAL);
      context.set('workspace', await workspace());
      return next();
    }
    const opened = await workspace();
    const caller = (await session?.(context)) ?? (await byToken(context, opened, guesses));
    refuseBeyond(requests.take(caller.token.name));
    context.set('caller', caller);
    context.set('workspace', opened);
    return next();
  };
}

async function byToken(
  context: Context,
  { store }: Workspace,
  guesses: RateLimiter,
): Promise<Caller> {
  const subscriber = subscriberOf(peerOf(context));
  refuseBeyond(guesses.wait(subscriber));
  const secret = readToken(bearer(context.req.header('authorization')));
  const digest = secret && digestOf(secret);
  const token = digest && (await store.apiTokens.find(digest));
  if (!digest || !token) {
    guesses.take(subscriber);
    throw unknownToken();
  }
  return { token, isValid: async () => (await store.apiTokens.find(digest)) !== undefined };
}

function bearer(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

/** The same for all, so that nobody learns which part was right. */
function unknownToken(): Problem {
  return new Problem(401, 'TokenUnknown', 'this takes a token that is valid', {
    hint: 'send Authorization: Bearer TOKEN, made by agentpod api-token create',
    headers: { 'WWW-Authenticate': 'Bearer realm="agentpod"' },
  });
}
