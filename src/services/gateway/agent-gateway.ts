import type { AgentGateway } from '../../ports/agent-gateway.ts';
import type { ContainerRuntime } from '../../ports/container-runtime.ts';
import { ownerLink } from './owner-link.ts';
import { holdSession } from './session.ts';

/**
 * OpenClaw's gateway protocol, version 4. Holds nothing open but sessions. What speaks WebSocket is
 * loaded with the first connection: most commands make none.
 */
export function createAgentGateway(runtime: Pick<ContainerRuntime, 'exec'>): AgentGateway {
  const handshakes = () => import('./handshake.ts');
  return {
    pair: async (container) => (await import('./pair.ts')).pair(runtime, container),
    greet: async (road, credential, options = {}) => {
      const { connection, hello } = await (await handshakes()).shakeHands(
        road,
        credential,
        options,
      );
      await connection.close();
      return hello;
    },
    challenge: async (road, options = {}) => (await handshakes()).awaitChallenge(road, options),
    session: async (road, credential, options = {}) =>
      holdSession(await (await handshakes()).shakeHands(road, credential, options)),
    ownerLink: (container, publicOrigin) => ownerLink(runtime, container, publicOrigin),
  };
}
