import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Env, Hono } from 'hono';
import { AgentPodError } from '../core/model/errors.ts';

export interface Listener {
  /** `127.0.0.1:7080`; the port that was chosen when it was 0. */
  readonly address: string;
  close(): Promise<void>;
}

/** Whoever is not welcome is cut off before a byte is read. `ListenFailed` (InvalidInput) when the address cannot be had. */
export async function listen<E extends Env>(
  app: Hono<E>,
  host: string,
  port: number,
  isWelcome: (peer: string | undefined) => boolean = () => true,
): Promise<Listener> {
  const server = createAdaptorServer({ fetch: app.fetch });
  server.on('connection', (socket: Socket) => {
    if (!isWelcome(socket.remoteAddress)) socket.destroy();
  });
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const hint = 'give another address with --listen HOST:PORT; port 0 takes any that is free';
    throw new AgentPodError('InvalidInput', 'ListenFailed', `cannot listen: ${why}`, {
      hint,
      cause,
    });
  }
  const found = server.address();
  const chosen = typeof found === 'object' && found !== null ? found.port : port;
  return {
    address: `${host}:${chosen}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
