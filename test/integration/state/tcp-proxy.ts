import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP port in front of a PostgreSQL socket that breaks all connections when a test says so. */
export interface TcpProxy {
  readonly port: number;
  /** Once a client has sent these words: before they arrive, everything is cut, and stays so. */
  cutAt(words: string): void;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(socketPath: string): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let trigger: string | undefined;
  let open = true;
  const cut = () => {
    open = false;
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    if (!open) {
      client.destroy();
      return;
    }
    const onward = connect(socketPath);
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk) => {
      if (trigger !== undefined && chunk.includes(trigger)) cut();
      else onward.write(chunk);
    });
    onward.pipe(client);
    client.on('close', () => onward.destroy());
    onward.on('close', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    cutAt: (words) => {
      trigger = words;
    },
    cut,
    mend: () => {
      trigger = undefined;
      open = true;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
