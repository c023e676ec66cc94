import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface ToldStatus {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly state: string; readonly [field: string]: string };
}

/** Takes commit statuses as a forge does, and keeps them. */
export class StubForge {
  readonly told: ToldStatus[] = [];
  /** Of the next answers. */
  code = 201;
  answer = '{}';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const { url: path = '', headers } = request;
      this.told.push({ path, headers, body: (await json(request)) as ToldStatus['body'] });
      response.writeHead(this.code, { location: 'http://192.0.2.1/' });
      response.end(this.answer);
    });
  }

  static async start(): Promise<StubForge> {
    const forge = new StubForge();
    forge.#server.listen(0, '127.0.0.1');
    await once(forge.#server, 'listening');
    return forge;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** In the order in which they came. */
  states(commit: string): readonly string[] {
    return this.told.filter(({ path }) => path.endsWith(commit)).map(({ body }) => body.state);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
