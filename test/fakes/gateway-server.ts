/** A gateway of the test's own on a loopback port: proper by default, and wrong in one chosen way. */
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { GatewayRoad } from '../../src/ports/agent-gateway.ts';

const NONCE = 'a-nonce';
const TS = 1_700_000_000_000;
const SPKI_PREFIX = '302a300506032b6570032100';

export const HELLO = {
  type: 'hello-ok',
  protocol: 4,
  server: { version: '2026.9.6', bootId: 'boot-1', connId: 'c' },
  snapshot: { uptimeMs: 1234, appliedConfigHash: 'hash-1' },
  auth: { method: 'device-token', role: 'operator', scopes: ['operator.read'] },
  policy: { maxPayload: 26_214_400, tickIntervalMs: 30_000 },
};

export interface Behaviour {
  /** Raw text in place of the challenge; empty: nothing is said. */
  readonly first?: string;
  /** In place of the greeting; undefined: no answer at all. */
  readonly connect?: () => object | undefined;
  /** Answers other requests: what is added to the response frame. */
  readonly request?: (method: string, params: unknown) => object | undefined;
  /** Refuses the upgrade. */
  readonly upgrade?: { readonly status: number; readonly body: string };
  /** Told of each connection. */
  readonly connected?: (socket: WebSocket) => void;
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface FakeServer {
  readonly port: number;
  readonly road: GatewayRoad;
  /** `connect` params, as they came. */
  readonly connects: ConnectParams[];
  /** Host header and path of each upgrade. */
  readonly upgrades: string[];
  close(): Promise<void>;
}

export interface ConnectParams {
  readonly client: { readonly id: string; readonly mode: string; readonly platform: string };
  readonly role: string;
  readonly scopes: readonly string[];
  readonly auth: { readonly deviceToken: string };
  readonly device: {
    readonly id: string;
    readonly publicKey: string;
    readonly signature: string;
    readonly signedAt: number;
    readonly nonce: string;
  };
}

export async function startGateway(behaviour: Behaviour = {}): Promise<FakeServer> {
  const http = behaviour.tls === undefined ? createServer() : createTlsServer(behaviour.tls);
  const sockets = new WebSocketServer({ noServer: true });
  const connects: ConnectParams[] = [];
  const upgrades: string[] = [];
  http.on('upgrade', (request, socket, head) => {
    upgrades.push(`${request.headers.host}${request.url}`);
    const { upgrade } = behaviour;
    if (upgrade !== undefined) {
      const length = Buffer.byteLength(upgrade.body);
      socket.end(
        `HTTP/1.1 ${upgrade.status} No\r\nContent-Length: ${length}\r\n\r\n${upgrade.body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) =>
      converse(accepted, behaviour, connects),
    );
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const { port } = http.address() as AddressInfo;
  const close = () => stop(http, sockets);
  return { port, road: { kind: 'direct', hostPort: port }, connects, upgrades, close };
}

async function stop(http: HttpServer, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  http.closeAllConnections();
  http.close();
  await once(http, 'close');
}

function converse(socket: WebSocket, behaviour: Behaviour, connects: ConnectParams[]): void {
  behaviour.connected?.(socket);
  const challenge = {
    type: 'event',
    event: 'connect.challenge',
    payload: { nonce: NONCE, ts: TS },
  };
  const first = behaviour.first ?? JSON.stringify(challenge);
  if (first !== '') socket.send(first);
  socket.on('message', (data) => {
    const { id, method, params } = JSON.parse(data.toString());
    const answer = method === 'connect' ? greeting(behaviour) : behaviour.request?.(method, params);
    if (method === 'connect') connects.push(params);
    if (answer !== undefined) socket.send(JSON.stringify({ type: 'res', id, ...answer }));
  });
}

function greeting({ connect }: Behaviour): object | undefined {
  return connect === undefined ? { ok: true, payload: HELLO } : connect();
}

/** As the gateway checks it: version 3 of the text, under the key that the device's id is the hash of. */
export function signatureHolds({ client, role, scopes, auth, device }: ConnectParams): boolean {
  const fields = ['v3', device.id, client.id, client.mode, role, scopes.join(',')];
  const rest = [device.signedAt, auth.deviceToken, NONCE, client.platform, ''];
  const spki = Buffer.concat([
    Buffer.from(SPKI_PREFIX, 'hex'),
    Buffer.from(device.publicKey, 'base64url'),
  ]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const text = Buffer.from([...fields, ...rest].join('|'));
  const signature = Buffer.from(device.signature, 'base64url');
  return device.nonce === NONCE && device.signedAt === TS && verify(null, text, key, signature);
}
