import type { GatewayLook, RpcLook } from '../core/health/observation.ts';
import { AgentPodError } from '../core/model/errors.ts';
import type { PodKey } from '../core/model/resource.ts';
import { messageOf } from '../core/status/message.ts';
import type { GatewaySession } from '../ports/agent-gateway.ts';
import { withDevice } from './with-device.ts';
import type { Workspace } from './workspace.ts';

const GREETING_MS = 8000;
const ANSWER_MS = 5000;

export interface GatewayPlace {
  readonly pod: PodKey;
  readonly container: string;
  readonly hostPort: number;
}

/** The heartbeat of a gateway, and what it says of itself and its channels. Never rejects. */
export async function lookAtGateway(
  workspace: Workspace,
  place: GatewayPlace,
  signal: AbortSignal,
): Promise<GatewayLook> {
  const { gateway, clock } = workspace;
  const road = { kind: 'direct', hostPort: place.hostPort } as const;
  try {
    return await withDevice(workspace, place, async (credential) => {
      const began = clock.now().getTime();
      const options = { timeoutMs: GREETING_MS, signal };
      const session = await gateway.session(road, credential, options);
      const greetingMs = clock.now().getTime() - began;
      return converse(session, greetingMs);
    });
  } catch (error) {
    const reason = error instanceof AgentPodError ? error.reason : 'GatewayUnreachable';
    return { kind: 'failed', reason, message: messageOf(error) };
  }
}

async function converse(session: GatewaySession, greetingMs: number): Promise<GatewayLook> {
  try {
    const [health, channels] = await Promise.all([
      ask(session, 'health'),
      ask(session, 'channels.status'),
    ]);
    const { version } = session.hello;
    return { kind: 'answered', version, greetingMs, health, channels };
  } finally {
    await session.close();
  }
}

async function ask(session: GatewaySession, method: string): Promise<RpcLook> {
  try {
    return { answer: await session.request(method, {}, { timeoutMs: ANSWER_MS }) };
  } catch (error) {
    return { failed: `${method}: ${messageOf(error)}` };
  }
}
