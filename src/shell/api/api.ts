/** The status API: looks at tenants, pods and events, for who brings a token; changes nothing. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { openApi } from '../../core/api/openapi.ts';
import { API_ROOT, API_ROUTES, type ApiRoute, ROUTE_IDS } from '../../core/api/routes.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { ServeStatus } from '../../engine/loop/serve-status.ts';
import type { Vitals } from '../../engine/loop/vitals.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SignedIn } from '../web/admin-session.ts';
import { type ApiEnv, knownCaller } from './caller.ts';
import { EventStreams } from './event-stream.ts';
import { createHandlers } from './handlers.ts';
import { readQuery } from './parameters.ts';
import { answerProblem, asProblem, Problem } from './problem.ts';
import { Sights } from './sights.ts';

export interface ApiDeps {
  /** For reading; rejects while there is no state. */
  readonly workspace: () => Promise<Workspace>;
  readonly status: () => ServeStatus;
  readonly desired: () => DesiredState | undefined;
  readonly vitals: Vitals;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
  readonly clock: Pick<Clock, 'now'>;
  /** Who asks by a session of the dashboard; undefined without one. */
  readonly session?: (context: Context) => Promise<SignedIn | undefined>;
  /** Told what went wrong; who asked is not. */
  readonly report: (error: unknown) => void;
  /** Ends every stream. */
  readonly signal: AbortSignal;
  /** In milliseconds; see `StreamRoom`. */
  readonly beat?: number;
}

const BEAT_MS = 10_000;

const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** No answer ever allows another origin to read it, and no request's body is read. */
export function createApi(deps: ApiDeps): Hono<ApiEnv> {
  const { workspace, clock, report, signal, session, beat = BEAT_MS } = deps;
  const handlers = createHandlers({
    status: deps.status,
    desired: deps.desired,
    vitals: deps.vitals,
    clock,
    sights: new Sights(deps.local, clock),
    streams: new EventStreams({ beat, report, signal }),
  });
  const description = openApi();
  const app = new Hono<ApiEnv>().basePath(API_ROOT);
  app.use(guarded);
  app.get('/openapi.json', (context) => context.json(description));
  app.use(knownCaller({ workspace, clock, ...(session && { session }) }));
  for (const id of ROUTE_IDS) {
    const route: ApiRoute = API_ROUTES[id];
    app.get(route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => {
      if (route.wide && context.get('caller').token.tenant !== undefined) {
        throw new Problem(403, 'NotForTenants', "this is not for a tenant's token");
      }
      return handlers[id](context, readQuery(route, context.req.url));
    });
  }
  app.all('*', () => {
    throw new Problem(404, 'NotFound', 'there is nothing here', {
      hint: `see ${API_ROOT}/openapi.json`,
    });
  });
  app.onError((error, context) => {
    const problem = asProblem(error);
    if (!(error instanceof Problem) && problem.status >= 500) report(error);
    return answerProblem(context, problem);
  });
  return app;
}

const guarded: MiddlewareHandler = async (context, next) => {
  const { method } = context.req.raw;
  if (method !== 'GET' && method !== 'HEAD') {
    throw new Problem(405, 'MethodNotAllowed', 'this API only looks', {
      hint: 'changes go through manifests',
      headers: { Allow: 'GET, HEAD' },
    });
  }
  await next();
  for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
};
