/** The status API: looks at tenants, pods and events, for who brings a token. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { openApi } from '../../core/api/openapi.ts';
import { API_ROOT, API_ROUTES, type ApiRoute, methodOf, ROUTE_IDS } from '../../core/api/routes.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import { ChangeDesk } from '../../engine/changes/change-desk.ts';
import type { ManifestGround } from '../../engine/changes/manifest-ground.ts';
import type { Examination } from '../../engine/examine.ts';
import type { LiveFeed } from '../../engine/live/live-feed.ts';
import type { LookRequests } from '../../engine/loop/look-requests.ts';
import type { ServeStatus } from '../../engine/loop/serve-status.ts';
import type { Vitals } from '../../engine/loop/vitals.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { ApiToken } from '../../ports/api-tokens.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SignedIn } from '../web/admin-session.ts';
import { type ApiEnv, knownCaller } from './caller.ts';
import { EventStreams } from './event-stream.ts';
import { createHandlers } from './handlers.ts';
import { LiveStreams } from './live-stream.ts';
import { LogStreams } from './log-stream.ts';
import { readQuery } from './parameters.ts';
import { answerProblem, asProblem, Problem } from './problem.ts';
import { limitBody } from './read-body.ts';
import { Repeats } from './repeats.ts';
import type { SourceViews } from './run-handlers.ts';
import { Sights } from './sights.ts';

export interface ApiDeps {
  /** For reading; rejects while there is no state. */
  readonly workspace: () => Promise<Workspace>;
  readonly status: () => ServeStatus;
  readonly desired: () => DesiredState | undefined;
  readonly live: LiveFeed;
  readonly requests: LookRequests;
  readonly manifests: ManifestGround;
  /** Of commits for the administrator: `NAME <ADDRESS>`. */
  readonly author: string;
  readonly sources: SourceViews;
  readonly vitals: Vitals;
  /** What `doctor` looks at. */
  readonly examination: Examination;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
  readonly clock: Pick<Clock, 'now'>;
  /** Who asks by a session of the dashboard; undefined without one. */
  readonly session?: (context: Context) => Promise<SignedIn | undefined>;
  /** Told what went wrong; who asked is not. */
  readonly report: (error: unknown) => void;
  /** Ends every stream. */
  readonly signal: AbortSignal;
  /** In milliseconds; see `StreamSettings`. */
  readonly beat?: number;
}

const BEAT_MS = 10_000;

const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** No answer ever allows another origin to read it, and no body is read but where a route says so. */
export function createApi(deps: ApiDeps): Hono<ApiEnv> {
  const { workspace, clock, report, signal, session, beat = BEAT_MS } = deps;
  const streams = { beat, report, signal };
  const handlers = createHandlers({
    status: deps.status,
    desired: deps.desired,
    sources: deps.sources,
    vitals: deps.vitals,
    examination: deps.examination,
    clock,
    sights: new Sights(deps.local, clock),
    streams: new EventStreams(streams),
    live: new LiveStreams(deps.live, streams),
    changes: {
      desired: deps.desired,
      requests: deps.requests,
      desk: new ChangeDesk(deps.manifests),
      author: deps.author,
      clock,
      repeats: new Repeats(() => clock.now()),
      local: deps.local,
    },
    logs: new LogStreams(streams),
  });
  const description = openApi();
  const app = new Hono<ApiEnv>().basePath(API_ROOT);
  app.use(guarded);
  app.get('/openapi.json', (context) => context.json(description));
  app.use(knownCaller({ workspace, clock, ...(session && { session }) }));
  for (const id of ROUTE_IDS) {
    const route: ApiRoute = API_ROUTES[id];
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const method = methodOf(route);
    if (route.body) app.on(method, path, limitBody(route.body));
    app.on(method, path, (context) => {
      refuseRole(route, context.get('caller').token);
      const query = readQuery(route, context.req.url);
      const goesOn = route.stream || (route.followed && query['follow'] === 'true');
      // The answer to a HEAD has no body that could end.
      if (goesOn && context.req.raw.method !== 'GET') throw streamTakesGet();
      return handlers[id](context, query);
    });
    app.all(path, () => {
      throw notSo(route);
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

function refuseRole({ wide, admin, action }: ApiRoute, { tenant, role }: ApiToken): void {
  if (wide && tenant !== undefined) {
    throw new Problem(403, 'NotForTenants', "this is not for a tenant's token");
  }
  if ((action || admin) && role !== 'admin') {
    throw new Problem(403, 'NotForThisRole', 'this takes the token of an administrator', {
      hint: 'make one with agentpod api-token create NAME --role admin',
    });
  }
}

function notSo(route: ApiRoute): Problem {
  if (methodOf(route) === 'POST') {
    return new Problem(405, 'MethodNotAllowed', 'this takes POST', { headers: { Allow: 'POST' } });
  }
  return new Problem(405, 'MethodNotAllowed', 'this only looks', {
    hint: 'changes go through manifests',
    headers: { Allow: 'GET, HEAD' },
  });
}

function streamTakesGet(): Problem {
  return new Problem(405, 'MethodNotAllowed', 'a stream takes GET', { headers: { Allow: 'GET' } });
}

const guarded: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
};
