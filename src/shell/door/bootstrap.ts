import type { Context } from 'hono';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { CustomerPod } from '../../ports/customer-access.ts';
import type { RateLimiter } from './rate-limit.ts';
import { refuse } from './refusal.ts';
import { isSameOrigin } from './same-origin.ts';
import { currentSession } from './session.ts';
import { trace } from './trace.ts';
import type { DoorEnv } from './visit.ts';

export interface BootstrapParts {
  readonly mintBootstrap: (pod: CustomerPod, origin: string) => Promise<Secret>;
  /** Tokens minted, by session and by pod: each costs the pod a moment's work. */
  readonly mints: RateLimiter;
  readonly podMints: RateLimiter;
}

/** What the Control UI takes: printable, and no longer than this. */
const TOKEN_FORM = /^[\x21-\x7e]{1,4096}$/;

/** The Control UI's one question, answered only to a session of this very pod. */
export async function answerBootstrap(
  context: Context<DoorEnv>,
  { mintBootstrap, mints, podMints }: BootstrapParts,
): Promise<Response> {
  const visit = context.get('visit');
  if (!isSameOrigin(context.req, visit.origin)) return refuse(context, { kind: 'CrossOrigin' });
  const session = await currentSession(context, visit);
  if (session === undefined) return refuse(context, { kind: 'LoginRequired' });
  const wait = mints.take(String(session.id)) || podMints.take(visit.pod.key);
  if (wait > 0) return refuse(context, { kind: 'TooMany', wait });
  const token = (await mintBootstrap(visit.pod, visit.origin)).reveal();
  if (!TOKEN_FORM.test(token)) throw unusable();
  // Before it is handed out: no one gets in without a trace.
  await visit.access.appendAudit([trace(visit, 'bootstrap', `session ${session.id}`)]);
  return context.json({ bootstrapToken: token, bootstrapProfile: 'owner' });
}

function unusable(): AgentPodError {
  const message = 'the gateway gave a bootstrap token that its own Control UI would refuse';
  return new AgentPodError('Transient', 'BootstrapUnusable', message);
}
