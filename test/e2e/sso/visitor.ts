/** A browser at the reverse proxy: TLS to it whatever the host resolves to, and a jar of cookies. */

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { WebSocket } from 'ws';
import { CONTROL_UI, OWNER_SCOPES } from '../harness/control-ui.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Greeting {
  /** What the gateway granted, sorted; undefined when it refused. */
  readonly scopes: readonly string[] | undefined;
  /** HTTP status of an upgrade that was refused, or the gateway's reason. */
  readonly refusal: string | undefined;
}

export class Visitor {
  readonly #proxy: { readonly address: string; readonly port: number };
  readonly #cookies = new Map<string, string>();

  constructor(proxy: { readonly address: string; readonly port: number }) {
    this.#proxy = proxy;
  }

  /** Of the proxy when it is https, else straight to where the URL says. */
  async get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { protocol, host, hostname, pathname, search } = new URL(url);
    const secure = protocol === 'https:';
    const own = { ...headers, ...(secure ? { host, cookie: this.#cookie() } : {}) };
    const options = { path: `${pathname}${search}`, headers: own };
    const { address, port } = this.#proxy;
    // The certificate is the proxy's default one: what is tested lies behind it.
    const sent = secure
      ? secureRequest({
          ...options,
          host: address,
          port,
          servername: hostname,
          rejectUnauthorized: false,
        })
      : request(url, options);
    const answer = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject).end();
    });
    if (secure) for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
  }

  /** The Control UI's first words, from a device of its own. */
  async greet(host: string, headers: Readonly<Record<string, string>> = {}): Promise<Greeting> {
    const { address, port } = this.#proxy;
    const socket = new WebSocket(`wss://${host}/`, {
      origin: `https://${host}`,
      headers: { ...headers, cookie: this.#cookie() },
      createConnection: () =>
        connect({ host: address, port, servername: host, rejectUnauthorized: false }),
    });
    try {
      return await new Promise<Greeting>((resolve, reject) => {
        socket.on('error', reject);
        socket.on('unexpected-response', (_, { statusCode }) =>
          resolve({ scopes: undefined, refusal: String(statusCode) }),
        );
        socket.on('message', (data) => {
          const { event, payload, type, ok, error } = JSON.parse(data.toString());
          if (event === 'connect.challenge') socket.send(hello(payload));
          else if (type === 'res') {
            const scopes = ok ? [...payload.auth.scopes].sort() : undefined;
            resolve({
              scopes,
              refusal: ok ? undefined : (error.details?.authReason ?? error.message),
            });
          }
        });
      });
    } finally {
      socket.terminate();
    }
  }

  #cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(line: string): void {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/);
    this.#cookies.set(name, value);
  }
}

function hello({ nonce, ts }: { readonly nonce: string; readonly ts: number }): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = createHash('sha256').update(raw).digest('hex');
  const role = 'operator';
  const fields = [
    'v3',
    id,
    CONTROL_UI.id,
    CONTROL_UI.mode,
    role,
    OWNER_SCOPES.join(','),
    ts,
    '',
    nonce,
  ];
  const signature = sign(
    null,
    Buffer.from([...fields, CONTROL_UI.platform, ''].join('|')),
    privateKey,
  );
  const device = {
    id,
    publicKey: raw.toString('base64url'),
    signature: signature.toString('base64url'),
    signedAt: ts,
    nonce,
  };
  const range = { minProtocol: 4, maxProtocol: 4 };
  const params = { ...range, client: CONTROL_UI, role, scopes: OWNER_SCOPES, caps: [], device };
  return JSON.stringify({ type: 'req', id: 'c', method: 'connect', params });
}
