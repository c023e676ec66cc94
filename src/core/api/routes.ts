import { type TSchema, Type } from 'typebox';
import { oneOf } from '../schema/combinators.ts';
import { Name } from '../schema/scalars.ts';
import { CHANGE_ROUTES } from './change-routes.ts';
import { OPERATOR_ROUTES } from './operator-routes.ts';
import type { ShapeName } from './shapes.ts';

/** The one list of what can be asked: the server is made from it, and so is its description. */
export interface ApiRoute {
  /** With `{parameters}`. */
  readonly path: string;
  readonly summary: string;
  /** Texts, as they stand in an address. */
  readonly query: Readonly<Record<string, TSchema>>;
  readonly answer: ShapeName;
  /** Goes on, one message of the form each. */
  readonly stream?: true;
  /** With `follow=true` it goes on, one message of this form each. */
  readonly followed?: ShapeName;
  /** Not for the tokens of tenants. */
  readonly wide?: true;
  /** For the tokens of administrators. */
  readonly admin?: true;
  /** Asks for something to be done, by POST; for the tokens of administrators. */
  readonly action?: true;
  /** What a request brings. */
  readonly body?: ApiBody;
  /** What an action answers that is only to be looked at first, with 200. */
  readonly preview?: ShapeName;
}

export interface ApiBody {
  readonly shape: ShapeName;
  readonly mostBytes: number;
}

/** Whoever brings a body posts it, also where nothing changes. */
export function methodOf({ action, body }: ApiRoute): 'GET' | 'POST' {
  return action || body !== undefined ? 'POST' : 'GET';
}

export const API_ROOT = '/api/v1';
const MOST_EVENTS = 1000;
export const DEFAULT_EVENTS = 100;
export const MOST_LOG_LINES = 2000;
export const DEFAULT_LOG_LINES = 200;
export const IDEMPOTENCY_KEY_PATTERN = '^[!-~]{1,200}$';

const tenant = {
  ...Name,
  description: 'Only of this tenant; with a token of a tenant, any other has nothing.',
};

const since = (description: string) =>
  Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)$',
    description: `${description}; RFC 3339.`,
  });

const eventChoice = {
  tenant,
  pod: { ...Name, description: 'Only of this pod of the tenant, which has to be named too.' },
  type: oneOf(['Normal', 'Warning'], { description: 'Only of this type.' }),
};

const eventId = (description: string) => Type.String({ pattern: '^[0-9]{1,15}$', description });

export const API_ROUTES = {
  listTenants: {
    path: '/tenants',
    summary: 'All tenants, by name',
    query: {},
    answer: 'TenantList',
  },
  getTenant: { path: '/tenants/{tenant}', summary: 'One tenant', query: {}, answer: 'Tenant' },
  listPodsOfTenant: {
    path: '/tenants/{tenant}/pods',
    summary: 'The pods of one tenant, by name',
    query: {},
    answer: 'PodList',
  },
  listPods: {
    path: '/pods',
    summary: 'All pods, by tenant and name',
    query: { tenant },
    answer: 'PodList',
  },
  getPod: { path: '/pods/{tenant}/{pod}', summary: 'One pod', query: {}, answer: 'Pod' },
  getUsage: {
    path: '/pods/{tenant}/{pod}/usage',
    summary: 'What one pod uses, and used during the last day',
    query: { since: since('No minutes that began before this') },
    answer: 'PodUsage',
  },
  getLogs: {
    path: '/pods/{tenant}/{pod}/logs',
    summary: 'What the container of one pod wrote last, and what it writes; secrets are masked',
    query: {
      tail: Type.String({
        pattern: '^([1-9][0-9]{0,2}|1[0-9]{3}|2000)$',
        description: `Lines from the end, up to ${MOST_LOG_LINES}; ${DEFAULT_LOG_LINES} when absent.`,
      }),
      since: since('None older than this'),
      follow: oneOf(['true', 'false'], {
        description:
          'Go on with what is written from now on. `Last-Event-ID` goes on behind a line that is known.',
      }),
    },
    answer: 'PodLogs',
    followed: 'LogLine',
  },
  listUsage: {
    path: '/usage',
    summary: 'What each pod uses, by tenant and name',
    query: { tenant },
    answer: 'PodUsageList',
  },
  listChannels: {
    path: '/channels',
    summary: 'The channel accounts of running pods, by tenant and name',
    query: { tenant },
    answer: 'ChannelList',
  },
  listEvents: {
    path: '/events',
    summary: 'The newest events, oldest first; older ones page by page',
    query: {
      ...eventChoice,
      since: since('None older than this'),
      limit: Type.String({
        pattern: '^([1-9][0-9]{0,2}|1000)$',
        description: `At most so many, up to ${MOST_EVENTS}; ${DEFAULT_EVENTS} when absent.`,
      }),
      before: eventId(
        "Only those before the event of this id: `metadata.continue` of the page that's known.",
      ),
    },
    answer: 'EventList',
  },
  streamEvents: {
    path: '/events/stream',
    summary: 'Events as they come, as server-sent events',
    query: {
      ...eventChoice,
      after: eventId(
        'Id of the last event that is known; `Last-Event-ID` says the same. Without either: what happens from now on.',
      ),
    },
    answer: 'Event',
    stream: true,
  },
  streamLive: {
    path: '/stream',
    summary: 'What pods and tenants are, as it changes, as server-sent events',
    query: {
      after: Type.String({
        pattern: '^[a-z0-9-]{1,40}$',
        description:
          'Id of the last message that is known; `Last-Event-ID` says the same. Without either, and where that is too long ago, a snapshot comes first.',
      }),
    },
    answer: 'LiveMessage',
    stream: true,
  },
  listAlerts: {
    path: '/alerts',
    summary: 'Alerts that go on, and those that ended within a day',
    query: { tenant },
    answer: 'AlertList',
  },
  getDrift: {
    path: '/drift',
    summary: 'What differs from the manifests in force, looked at now; nothing is changed',
    query: {},
    answer: 'Diff',
    wide: true,
  },
  listPlans: {
    path: '/plans',
    summary: 'What the server would do now, as a list of one plan; nothing is changed',
    query: {
      tenant,
      pod: { ...Name, description: 'Only for this pod of the tenant, which has to be named too.' },
    },
    answer: 'PlanList',
    wide: true,
  },
  ...CHANGE_ROUTES,
  storeSecret: {
    path: '/tenants/{tenant}/secrets',
    summary: 'Store a value for a tenant, encrypted, as `agentpod secret set` does',
    query: {},
    answer: 'Accepted',
    action: true,
    body: { shape: 'NewSecret', mostBytes: 65_536 },
  },
  listRuns: {
    path: '/runs',
    summary: 'The last runs of this server, newest first',
    query: {},
    answer: 'RunList',
    wide: true,
  },
  getRun: { path: '/runs/{run}', summary: 'One run', query: {}, answer: 'Run', wide: true },
  listSources: {
    path: '/sources',
    summary: 'What is watched, and what of it is in force',
    query: {},
    answer: 'SourceList',
    wide: true,
  },
  ...OPERATOR_ROUTES,
  getHealth: { path: '/health', summary: 'How the server is', query: {}, answer: 'Health' },
} as const satisfies Readonly<Record<string, ApiRoute>>;

export type RouteId = keyof typeof API_ROUTES;

export const ROUTE_IDS = Object.keys(API_ROUTES) as readonly RouteId[];
