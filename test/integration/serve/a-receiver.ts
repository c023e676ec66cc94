import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Letter {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly text: string;
}

const PATIENCE_MS = 60_000;

/** Somebody who is told of alerts, on loopback. */
abstract class Told<Item> {
  readonly got: Item[] = [];
  #heard: () => void = () => undefined;

  protected take(item: Item): void {
    this.got.push(item);
    this.#heard();
  }

  /** The first that fits, as soon as it is there. */
  async one(fits: (item: Item) => boolean): Promise<Item> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const found = this.got.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve, reject) => {
        this.#heard = resolve;
        signal.addEventListener('abort', () =>
          reject(new Error(`told only ${JSON.stringify(this.got)}`)),
        );
      });
    }
  }
}

export class AReceiver extends Told<Letter> {
  readonly #server: Server;
  /** Undefined: no answer ever. */
  status: number | undefined = 204;

  private constructor(server: Server) {
    super();
    this.#server = server;
  }

  static async listen(): Promise<AReceiver> {
    const server = createServer();
    const receiver = new AReceiver(server);
    server.on('request', async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      receiver.take({ headers: request.headers, path: request.url ?? '', text });
      if (receiver.status !== undefined) response.writeHead(receiver.status).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export class AMailbox extends Told<string> {
  readonly #server: SMTPServer;

  private constructor(server: SMTPServer) {
    super();
    this.#server = server;
  }

  static async listen(user: string, password: string): Promise<AMailbox> {
    const server = new SMTPServer({
      allowInsecureAuth: true,
      hideSTARTTLS: true,
      onAuth: (given, _session, done) => {
        const isRight = given.username === user && given.password === password;
        if (isRight) done(null, { user });
        else done(new Error('wrong login'));
      },
      onData: async (stream, _session, done) => {
        let text = '';
        for await (const chunk of stream) text += chunk;
        mailbox.take(text);
        done();
      },
    });
    const mailbox = new AMailbox(server);
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return mailbox;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}
