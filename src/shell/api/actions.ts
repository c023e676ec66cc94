import type { Context } from 'hono';
import { API_VERSION } from '../../core/model/api-version.ts';
import type { DesiredPod, DesiredState } from '../../core/model/desired.ts';
import { podKey, podSubject, type Subject } from '../../core/model/resource.ts';
import type { LookRequests } from '../../engine/loop/look-requests.ts';
import { type ManifestGround, suspendPod } from '../../engine/suspend-pod.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ApiEnv } from './caller.ts';
import { Problem } from './problem.ts';
import { Repeats, type Reply } from './repeats.ts';

export interface ActionParts {
  readonly desired: () => DesiredState | undefined;
  readonly requests: LookRequests;
  readonly manifests: ManifestGround;
  readonly clock: Pick<Clock, 'now'>;
}

type Asked = Context<ApiEnv>;

/** What an administrator has done about one pod. */
export class PodActions {
  readonly #parts: ActionParts;
  readonly #repeats: Repeats;

  constructor(parts: ActionParts) {
    this.#parts = parts;
    this.#repeats = new Repeats(() => parts.clock.now());
  }

  reconcile(context: Asked): Promise<Response> {
    return this.#once(context, async (pod) => {
      if (!this.#parts.requests.ask(podSubject(pod.key))) throw nobodyLeads();
      return accepted(podSubject(pod.key), 'it is looked at now');
    });
  }

  suspend(context: Asked, suspended: boolean): Promise<Response> {
    return this.#once(context, async (pod) => {
      const { secrets, store } = context.get('workspace');
      const { file, changed, revision } = await suspendPod(this.#parts.manifests, secrets, {
        pod,
        suspended,
      });
      const subject = podSubject(pod.key);
      const action = suspended ? 'pod suspend' : 'pod resume';
      const actor = `token ${context.get('caller').token.name}`;
      const entry = { actor, action, subject, result: changed ? 'written' : 'unchanged' };
      await store.appendAudit([entry]);
      const word = suspended ? 'suspended' : 'active';
      const message = changed ? `declared ${word}` : `already declared ${word}`;
      return accepted(subject, message, { file, ...(revision === undefined ? {} : { revision }) });
    });
  }

  async #once(context: Asked, work: (pod: DesiredPod) => Promise<Reply>): Promise<Response> {
    const asked = {
      owner: context.get('caller').token.name,
      key: context.req.header('idempotency-key'),
      request: context.req.path,
    };
    const done = await this.#repeats.once(asked, async () => work(this.#pod(context)));
    if (done.repeated) context.header('Idempotency-Replayed', 'true');
    return context.json(done.body, done.status);
  }

  #pod(context: Asked): DesiredPod {
    const desired = this.#parts.desired();
    if (desired === undefined) throw nobodyLeads();
    const key = podKey(context.req.param('tenant') ?? '', context.req.param('pod') ?? '');
    const pod = desired.pods.find((each) => each.key === key);
    if (pod !== undefined) return pod;
    throw new Problem(404, 'NotFound', `no manifest in force names pod ${key}`);
  }
}

function accepted(subject: Subject, message: string, more: object = {}): Reply {
  const body = { apiVersion: API_VERSION, kind: 'Accepted', subject, message, ...more };
  return { status: 202, body };
}

/** Who stands by, or never had valid manifests, cannot say. */
export function nobodyLeads(): Problem {
  return new Problem(503, 'NotLoaded', 'this server has no manifests in force', {
    hint: 'see /api/v1/health: it may stand by, or its manifests may never have been valid',
    headers: { 'Retry-After': '5' },
  });
}
