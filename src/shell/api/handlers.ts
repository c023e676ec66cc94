import type { Context } from 'hono';
import { API_ROUTES, type RouteId } from '../../core/api/routes.ts';
import { API_VERSION } from '../../core/model/api-version.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import {
  type PodKey,
  podKey,
  podSubject,
  splitPodKey,
  tenantSubject,
} from '../../core/model/resource.ts';
import { NO_PRUNE } from '../../core/plan/options.ts';
import { planJson } from '../../core/views/plan-json.ts';
import type { PodView } from '../../core/views/pod-view.ts';
import { listJson, podJson, tenantJson } from '../../core/views/resource-json.ts';
import { tenantDeclared } from '../../core/views/tenant-declared.ts';
import type { Examination } from '../../engine/examine.ts';
import { notReady, type ServeStatus } from '../../engine/loop/serve-status.ts';
import type { Vitals } from '../../engine/loop/vitals.ts';
import { planPass } from '../../engine/plan-pass.ts';
import type { Sight } from '../../engine/sight.ts';
import type { Clock } from '../../ports/clock.ts';
import { PodActions } from './actions.ts';
import { listAlerts } from './alert-list.ts';
import type { ApiEnv } from './caller.ts';
import { changeHandlers } from './change-handlers.ts';
import { type ChangeParts, nobodyLeads } from './change-parts.ts';
import { eventLog, eventPage } from './event-choice.ts';
import type { EventStreams } from './event-stream.ts';
import type { LiveStreams } from './live-stream.ts';
import type { LogStreams } from './log-stream.ts';
import { operatorHandlers } from './operator-handlers.ts';
import { Problem } from './problem.ts';
import { runHandlers, type SourceViews } from './run-handlers.ts';
import { SecretActions } from './secret-actions.ts';
import type { Sights } from './sights.ts';
import { channelsOfAll, usageOf, usageOfAll } from './vitals.ts';

export interface HandlerParts {
  readonly status: () => ServeStatus;
  /** What the manifests in force ask for; undefined before any were valid, or on a standby. */
  readonly desired: () => DesiredState | undefined;
  readonly sights: Sights;
  readonly vitals: Vitals;
  readonly clock: Pick<Clock, 'now'>;
  readonly streams: EventStreams;
  readonly live: LiveStreams;
  readonly logs: LogStreams;
  readonly changes: ChangeParts;
  readonly sources: SourceViews;
  readonly examination: Examination;
}

type Asked = Context<ApiEnv>;
type Query = Readonly<Record<string, string>>;
type Handler = (context: Asked, query: Query) => Promise<Response> | Response;

/** One for each route. */
export function createHandlers(parts: HandlerParts): Readonly<Record<RouteId, Handler>> {
  const look = (context: Asked): Promise<Sight> =>
    parts.sights.take(context.get('workspace'), context.get('caller').token.tenant);
  const podsOf = async (context: Asked, fits: (pod: PodView) => boolean) => {
    const { pods } = await look(context);
    return context.json(listJson('PodList', pods.filter(fits).map(podJson)));
  };
  const podOf = async (context: Asked): Promise<PodView> => {
    const key = podKey(context.req.param('tenant') ?? '', context.req.param('pod') ?? '');
    const { pods } = await look(context);
    return found(
      pods.find((pod) => pod.key === key),
      `pod ${key}`,
    );
  };
  const tenant = async (context: Asked) => {
    const name = context.req.param('tenant') ?? '';
    const { tenants } = await look(context);
    return found(
      tenants.find((each) => each.name === name),
      `tenant ${name}`,
    );
  };
  const actions = new PodActions(parts.changes);
  const secrets = new SecretActions(parts.changes);
  return {
    listTenants: async (context) =>
      context.json(listJson('TenantList', (await look(context)).tenants.map(tenantJson))),
    getTenant: async (context) => {
      const found = await tenant(context);
      const isWide = context.get('caller').token.tenant === undefined;
      const desired = isWide ? parts.desired() : undefined;
      return context.json({ ...tenantJson(found), ...tenantDeclared(found.name, desired) });
    },
    listPodsOfTenant: async (context) => {
      const { name } = await tenant(context);
      return podsOf(context, (pod) => pod.tenant === name);
    },
    listPods: (context, query) => podsOf(context, isAsked(query)),
    getPod: async (context) => context.json(podJson(await podOf(context))),
    getUsage: async (context, query) => {
      const { vitals, clock } = parts;
      const span = { since: query['since'], now: clock.now() };
      return usageOf(context, vitals, await podOf(context), span);
    },
    getLogs: async (context, query) => parts.logs.answer(context, query, await podOf(context)),
    listUsage: async (context, query) =>
      usageOfAll(context, parts.vitals, (await look(context)).pods.filter(isAsked(query))),
    listChannels: async (context, query) =>
      channelsOfAll(context, parts.vitals, (await look(context)).pods.filter(isAsked(query))),
    listEvents,
    streamEvents: (context, query) => parts.streams.answer(context, query),
    streamLive: (context, query) => parts.live.answer(context, query),
    ...runHandlers(parts.sources),
    ...operatorHandlers(parts.examination),
    listAlerts,
    getDrift: (context) => drift(context, inForce(parts.desired())),
    listPlans: (context, query) => plans(context, query, inForce(parts.desired())),
    reconcilePod: (context) => actions.reconcile(context),
    suspendPod: (context, query) => suspension(actions, context, query, true),
    resumePod: (context, query) => suspension(actions, context, query, false),
    storeSecret: (context) => secrets.store(context),
    ...changeHandlers(parts.changes),
    getHealth: (context) => context.json(health(parts.status(), context)),
  };
}

function suspension(
  actions: PodActions,
  context: Asked,
  { preview }: Query,
  suspended: boolean,
): Promise<Response> {
  return preview === undefined
    ? actions.suspend(context, suspended)
    : actions.previewSuspend(context, suspended);
}

function isAsked({ tenant }: { readonly tenant?: string }): (pod: PodView) => boolean {
  return (pod) => tenant === undefined || pod.tenant === tenant;
}

async function listEvents(context: Asked, query: Query): Promise<Response> {
  const page = eventPage(query);
  const events = await eventLog(context.get('workspace'), context.get('caller').token).events(page);
  const items = events.toReversed();
  // A page that is not full is the last one.
  const older = items.length < page.limit ? null : (items[0]?.id ?? null);
  const metadata = { continue: older };
  return context.json({ apiVersion: API_VERSION, kind: 'EventList', metadata, items });
}

async function plans(context: Asked, query: Query, desired: DesiredState): Promise<Response> {
  const { tenant, pod } = query;
  if (pod !== undefined && tenant === undefined) {
    throw new Problem(400, 'ParameterInvalid', 'pod needs tenant', { hint: 'name the tenant too' });
  }
  const isAsked = (key: PodKey): boolean => {
    const name = splitPodKey(key);
    return name.tenant === tenant && (pod === undefined || name.pod === pod);
  };
  const request = {
    prune: NO_PRUNE,
    refresh: true,
    only: ({ records }: ObservedState) => {
      if (tenant === undefined) return undefined;
      const keys = [...desired.pods, ...records.pods].map(({ key }) => key).filter(isAsked);
      return new Set([
        ...(pod === undefined ? [tenantSubject(tenant)] : []),
        ...keys.map(podSubject),
      ]);
    },
  };
  const { plan } = await planPass(context.get('workspace'), desired, request);
  return context.json({
    apiVersion: API_VERSION,
    kind: 'PlanList',
    items: [planJson(plan, 'Plan')],
  });
}

async function drift(context: Asked, desired: DesiredState): Promise<Response> {
  const request = { prune: NO_PRUNE, refresh: true, only: () => undefined };
  const { plan } = await planPass(context.get('workspace'), desired, request);
  return context.json(planJson(plan, 'Diff'));
}

function inForce(desired: DesiredState | undefined): DesiredState {
  if (desired === undefined) throw nobodyLeads();
  return desired;
}

function health(status: ServeStatus, context: Asked) {
  const { role, revisions, refused, failing } = status;
  const problem = notReady(status);
  const isWide = context.get('caller').token.tenant === undefined;
  return {
    apiVersion: API_VERSION,
    kind: 'Health',
    status: problem === '' ? 'ok' : problem,
    role,
    ...(isWide ? { revisions, manifestErrors: refused, failingSources: failing } : {}),
  };
}

function found<Item>(item: Item | undefined, what: string): Item {
  if (item !== undefined) return item;
  throw new Problem(404, 'NotFound', `there is no ${what}`, {
    hint: `see ${API_ROUTES.listPods.path} and ${API_ROUTES.listTenants.path}`,
  });
}
