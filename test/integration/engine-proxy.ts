import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/**
 * A unix socket in front of the Engine that counts writes and breaks the connection where a test
 * asks for it: what is left on the Engine then is what a killed AgentPod leaves.
 */
export interface EngineProxy {
  /** For `createDockerRuntime({ dockerHost })`, or DOCKER_HOST. */
  readonly dockerHost: string;
  /** Requests that are neither GET nor HEAD, as `METHOD /path?query`, in order. */
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /**
   * From the k-th write on (1 = the next) every connection is cut. The k-th write itself is
   * lost before it reaches the Engine, or done by the Engine with its answer lost; `onCut` is
   * called at that moment, for a test that kills the writer.
   */
  cutAt(write: number, lose: 'request' | 'answer', onCut?: () => void): void;
  /** The next write is let through only then. */
  holdWrite(until: Promise<unknown>): void;
  /** Lets everything through again. */
  mend(): void;
  /** Forgets what was counted. */
  reset(): void;
  close(): Promise<void>;
}

type Verdict = 'pass' | 'drop' | 'drop-answer';

export async function startEngineProxy(engine = '/var/run/docker.sock'): Promise<EngineProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-proxy-'));
  const socketPath = join(folder, 'docker.sock');
  const traffic = new Traffic();
  const sockets = new Set<Socket>();
  const server = createServer((incoming, answer) => {
    const how = { verdict: traffic.judge(incoming), onCut: traffic.onCut };
    void traffic.held(incoming).then(() => forward(engine, incoming, answer, how));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('upgrade', (incoming, socket, head) => {
    if (traffic.judge(incoming) === 'pass') tunnel(engine, incoming, socket, head);
    else socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    dockerHost: `unix://${socketPath}`,
    writes: traffic.writes,
    reads: traffic.reads,
    cutAt: (write, lose, onCut) => traffic.cutAt(write, lose, onCut),
    holdWrite: (until) => traffic.holdWrite(until),
    mend: () => traffic.mend(),
    reset: () => traffic.reset(),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class Traffic {
  readonly writes: string[] = [];
  readonly reads: string[] = [];
  onCut: () => void = () => undefined;
  #cut: { left: number; readonly lose: 'request' | 'answer' } | undefined;
  #hold: Promise<unknown> | undefined;

  cutAt(write: number, lose: 'request' | 'answer', onCut: () => void = () => undefined): void {
    this.#cut = { left: write, lose };
    this.onCut = onCut;
  }

  holdWrite(until: Promise<unknown>): void {
    this.#hold = until;
  }

  /** Resolves when the request may go on. */
  async held(incoming: IncomingMessage): Promise<void> {
    if (!isWrite(incoming)) return;
    const hold = this.#hold;
    this.#hold = undefined;
    await hold;
  }

  mend(): void {
    this.#cut = undefined;
  }

  reset(): void {
    this.writes.length = 0;
    this.reads.length = 0;
  }

  judge(incoming: IncomingMessage): Verdict {
    const { method = 'GET', url = '' } = incoming;
    const writes = isWrite(incoming);
    (writes ? this.writes : this.reads).push(`${method} ${url}`);
    if (this.#cut === undefined) return 'pass';
    if (writes) this.#cut.left -= 1;
    if (this.#cut.left > 0) return 'pass';
    if (!writes || this.#cut.left < 0) return 'drop';
    if (this.#cut.lose === 'answer') return 'drop-answer';
    this.onCut();
    return 'drop';
  }
}

function isWrite({ method = 'GET' }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function forward(
  engine: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
  { verdict, onCut }: { readonly verdict: Verdict; readonly onCut: () => void },
): void {
  if (verdict === 'drop') {
    incoming.socket.destroy();
    return;
  }
  const { method, url, headers } = incoming;
  // A connection of its own for each request: one that the Engine closed would fail the test.
  const options = { socketPath: engine, method, path: url, headers, agent: false } as const;
  const onward = request(options, (reply) => {
    if (verdict === 'drop-answer') {
      reply.resume().on('end', () => {
        onCut();
        incoming.socket.destroy();
      });
      return;
    }
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    answer.flushHeaders();
    reply.pipe(answer);
  });
  onward.on('error', () => incoming.socket.destroy());
  answer.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

/** Exec and attach leave HTTP behind: from there on bytes are copied both ways. */
function tunnel(engine: string, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const onward = connect(engine, () => {
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
      lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
    }
    onward.write(`${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
}
