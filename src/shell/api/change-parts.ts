import type { Context } from 'hono';
import { API_VERSION } from '../../core/model/api-version.ts';
import type { DesiredPod, DesiredState } from '../../core/model/desired.ts';
import { podKey, type Subject } from '../../core/model/resource.ts';
import { hashJson } from '../../core/util/hash.ts';
import { planJson } from '../../core/views/plan-json.ts';
import type { ChangeDesk, Preview } from '../../engine/changes/change-desk.ts';
import type { ChangeScene } from '../../engine/changes/weigh-edits.ts';
import type { LookRequests } from '../../engine/loop/look-requests.ts';
import type { Clock } from '../../ports/clock.ts';
import { type ApiEnv, actorOf } from './caller.ts';
import { Problem } from './problem.ts';
import type { Repeats, Reply } from './repeats.ts';

/** What those routes share that change something. */
export interface ChangeParts {
  /** What the manifests in force ask for; undefined before any were valid, or on a standby. */
  readonly desired: () => DesiredState | undefined;
  readonly requests: LookRequests;
  readonly desk: ChangeDesk;
  /** Of commits for the administrator: `NAME <ADDRESS>`. */
  readonly author: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly repeats: Repeats;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
}

export type Asked = Context<ApiEnv>;

/** Answers whoever asks again with the same key alike, and does it once. */
export async function once(
  { repeats }: ChangeParts,
  context: Asked,
  work: () => Promise<Reply>,
  body?: unknown,
): Promise<Response> {
  const asked = {
    owner: context.get('caller').token.name,
    key: context.req.header('idempotency-key'),
    request: body === undefined ? context.req.path : `${context.req.path} ${hashJson(body)}`,
  };
  const done = await repeats.once(asked, work);
  if (done.repeated) context.header('Idempotency-Replayed', 'true');
  return context.json(done.body, done.status);
}

export function sceneOf({ desired }: ChangeParts, context: Asked): ChangeScene {
  const inForce = desired();
  if (inForce === undefined) throw nobodyLeads();
  return { workspace: context.get('workspace'), inForce };
}

/** The pod that the address names. */
export function podIn({ inForce }: Pick<ChangeScene, 'inForce'>, context: Asked): DesiredPod {
  const key = podKey(context.req.param('tenant') ?? '', context.req.param('pod') ?? '');
  const pod = inForce.pods.find((each) => each.key === key);
  if (pod !== undefined) return pod;
  throw new Problem(404, 'NotFound', `no manifest in force names pod ${key}`);
}

export function note(
  context: Asked,
  entry: { readonly action: string; readonly subject?: Subject; readonly result: string },
): Promise<void> {
  const { store } = context.get('workspace');
  return store.appendAudit([{ actor: actorOf(context.get('caller')), ...entry }]);
}

export function previewed(context: Asked, { plan, ...rest }: Preview): Response {
  return context.json({
    apiVersion: API_VERSION,
    kind: 'ChangePreview',
    ...rest,
    ...(plan === undefined ? {} : { plan: planJson(plan, 'Plan') }),
  });
}

export function accepted(subject: Subject | '', message: string, more: object = {}): Reply {
  const body = { apiVersion: API_VERSION, kind: 'Accepted', subject, message, ...more };
  return { status: 202, body };
}

interface Commit {
  readonly revision?: string;
  readonly notCommitted?: string;
}

/** What is written and not committed is in force all the same. */
export function written(
  subject: Subject | '',
  message: string,
  more: Commit & { readonly file?: string; readonly files?: readonly string[] },
): Reply {
  const { notCommitted: why } = more;
  const lack = why === undefined ? '' : `; the file is written but not committed: ${why}`;
  return accepted(subject, `${message}${lack}`, more);
}

/** Who stands by, or never had valid manifests, cannot say. */
export function nobodyLeads(): Problem {
  return new Problem(503, 'NotLoaded', 'this server has no manifests in force', {
    hint: 'see /api/v1/health: it may stand by, or its manifests may never have been valid',
    headers: { 'Retry-After': '5' },
  });
}
