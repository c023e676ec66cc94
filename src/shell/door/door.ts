/** Lets a customer in: a link that works once, a session, and the bootstrap that OpenClaw's page asks for. */

import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { BOOTSTRAP_PATH, DOOR_PATH } from '../../core/access/paths.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CustomerAccess, CustomerPod } from '../../ports/customer-access.ts';
import { securityHeaders } from '../security-headers.ts';
import { answerBootstrap } from './bootstrap.ts';
import { addressReader } from './client-address.ts';
import { logOut, redeemLink, showLogin } from './login.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-assets.ts';
import { type Limit, RateLimiter } from './rate-limit.ts';
import { refuse } from './refusal.ts';
import { type DoorEnv, visiting } from './visit.ts';

/** Nothing but the page's own script and style, in no frame, to no other place. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

export interface DoorDeps {
  readonly access: CustomerAccess;
  /** A fresh single-use owner bootstrap token, made inside the pod that is opened at this origin. */
  readonly mintBootstrap: (pod: CustomerPod, origin: string) => Promise<Secret>;
  readonly clock: Pick<Clock, 'now'>;
  /** Addresses or CIDRs of the reverse proxy, as seen from here: their X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Whom a customer asks for a new link. */
  readonly vendor?: string;
  /** Told what went wrong; the visitor is not. */
  readonly report: (error: unknown) => void;
}

const MINUTE = 60;
/** One subscriber may be a whole office; a pod's own limits only spare the database and the pod. */
const LIMITS = {
  requests: { most: 120, seconds: MINUTE },
  attempts: { most: 10, seconds: 15 * MINUTE },
  podAttempts: { most: 100, seconds: 15 * MINUTE },
  refusals: { most: 10, seconds: 60 * MINUTE },
  mints: { most: 10, seconds: 10 * MINUTE },
  podMints: { most: 40, seconds: 10 * MINUTE },
} satisfies Record<string, Limit>;

const MOST_FORM_BYTES = 4096;
const RETRY_SECONDS = 5;

/**
 * The app that the reverse proxy sends `DOOR_PATH` and `BOOTSTRAP_PATH` of every pod's host to. Its
 * counts are this process's own, so there should be one.
 */
export function createDoor(deps: DoorDeps): Hono<DoorEnv> {
  const { access, clock, trustedProxies, vendor, mintBootstrap } = deps;
  const limiter = (limit: Limit): RateLimiter => new RateLimiter(limit, () => clock.now());
  const login = {
    vendor,
    attempts: limiter(LIMITS.attempts),
    podAttempts: limiter(LIMITS.podAttempts),
    refusals: limiter(LIMITS.refusals),
  };
  const bootstrap = {
    mintBootstrap,
    mints: limiter(LIMITS.mints),
    podMints: limiter(LIMITS.podMints),
  };
  const small = bodyLimit({
    maxSize: MOST_FORM_BYTES,
    onError: (context) => refuse(context, { kind: 'BadForm' }),
  });
  const readAddress = addressReader(trustedProxies);

  const app = new Hono<DoorEnv>();
  app.use(securityHeaders(CONTENT_SECURITY_POLICY));
  app.get(DOOR_PATH.script, (context) =>
    context.body(PAGE_SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  );
  app.get(DOOR_PATH.style, (context) =>
    context.body(PAGE_STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  );
  app.use(visiting({ access, readAddress, requests: limiter(LIMITS.requests) }));
  app.get(BOOTSTRAP_PATH, (context) =>
    // A HEAD comes as a GET, and must not cost the pod a token.
    context.req.raw.method === 'GET' ? answerBootstrap(context, bootstrap) : notAllowed(context),
  );
  app.get(DOOR_PATH.login, showLogin);
  app.post(DOOR_PATH.login, small, (context) => redeemLink(context, login));
  app.post(DOOR_PATH.logout, small, logOut);
  for (const path of [BOOTSTRAP_PATH, DOOR_PATH.login, DOOR_PATH.logout]) {
    app.all(path, notAllowed);
  }
  app.notFound((context) => context.text('Not found\n', 404));
  app.onError((error, context) => {
    deps.report(error);
    const passes = error instanceof AgentPodError && error.failure !== 'InvalidInput';
    return refuse(
      context,
      passes ? { kind: 'Unavailable', wait: RETRY_SECONDS } : { kind: 'Failed' },
    );
  });
  return app;
}

function notAllowed(context: Context): Response {
  return context.text('Method not allowed\n', 405);
}
