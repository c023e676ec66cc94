import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { AgentPodError } from '../../core/model/errors.ts';

const WAIT_MS = 30_000;
const PAUSE_MS = 100;
const CONNECT_MS = 2000;

/** Until something speaks TLS at that address of this host; `ProxyNotReady` (Transient) when nothing does. */
export async function awaitProxy(address: string, httpsPort: number): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const problem = await tryTls(address, httpsPort);
    if (problem === undefined) return;
    if (Date.now() > deadline) {
      throw new AgentPodError(
        'Transient',
        'ProxyNotReady',
        `the reverse proxy does not answer on port ${httpsPort}: ${problem}`,
        { hint: 'see what it says: docker logs of the container that ends in traefik' },
      );
    }
    await sleep(PAUSE_MS);
  }
}

/** What is in the way, in words. Whose certificate it is does not matter yet. */
function tryTls(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false });
    const end = (problem?: string): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(CONNECT_MS, () => end(`no answer within ${CONNECT_MS / 1000} s`));
    socket.once('secureConnect', () => end());
    socket.once('error', (error) => end(error.message));
    socket.once('close', () => end('the connection was closed'));
  });
}
