import { request } from 'node:https';
import type { RouteProof } from '../../../src/core/proxy/route-observation.ts';
import type { ProxyRoad } from '../../../src/ports/route-check.ts';

/** Compares the name that an agent of these tests gives over a WebSocket with the one it has. */
export function proofOf(id: string) {
  return async (
    { address, port, host, ca }: ProxyRoad,
    signal: AbortSignal,
  ): Promise<RouteProof> => {
    const name = await new Promise<string | undefined>((resolve, reject) => {
      const headers = { host, connection: 'Upgrade', upgrade: 'websocket' };
      const trust = ca === undefined ? {} : { ca };
      const how = { host: address, port, servername: host, agent: false, signal, ...trust };
      const asked = request({ ...how, path: '/', headers }, (answer) => {
        answer.destroy();
        reject(new Error(`the handshake was answered ${answer.statusCode}`));
      });
      asked.on('upgrade', (answer, socket) => {
        socket.destroy();
        resolve(answer.headers['x-agent']?.toString());
      });
      asked.on('error', reject);
      asked.end();
    });
    if (name === undefined) return { failed: 'the agent gave no name' };
    return name === id ? 'same' : 'other';
  };
}
