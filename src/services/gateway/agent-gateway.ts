import type { AgentGateway } from '../../ports/agent-gateway.ts';
import type { ContainerRuntime } from '../../ports/container-runtime.ts';
import { awaitChallenge, shakeHands } from './handshake.ts';
import { ownerLink } from './owner-link.ts';
import { pair } from './pair.ts';
import { holdSession } from './session.ts';

/** OpenClaw's gateway protocol, version 4. Holds nothing open but sessions. */
export function createAgentGateway(runtime: Pick<ContainerRuntime, 'exec'>): AgentGateway {
  return {
    pair: (container) => pair(runtime, container),
    greet: async (road, credential, options = {}) => {
      const { connection, hello } = await shakeHands(road, credential, options);
      await connection.close();
      return hello;
    },
    challenge: (road, options = {}) => awaitChallenge(road, options),
    session: async (road, credential, options = {}) =>
      holdSession(await shakeHands(road, credential, options)),
    ownerLink: (container, publicOrigin) => ownerLink(runtime, container, publicOrigin),
  };
}
