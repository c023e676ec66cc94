/** From a road to an open WebSocket, each kind of failure told apart. Nothing secret is sent here. */

import type { IncomingMessage } from 'node:http';
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { WebSocket } from 'ws';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { GatewayRoad } from '../../ports/agent-gateway.ts';
import { trusting } from '../tls/trust.ts';
import { cleanText } from './clean-text.ts';
import { issuerOf } from './issuer.ts';

type ProxyRoad = Extract<GatewayRoad, { readonly kind: 'proxy' }>;

/** A greeting has some 16 KiB, a config some hundred. More is not kept in memory. */
const MAX_FRAME_BYTES = 8 * 1024 ** 2;
/** Of an attempt that was cut off; whoever did it knows why. */
const GIVEN_UP = 'given up';
/** Of what a stranger answered, in a message. */
const MAX_TEXT = 200;
/** Of the same, for whoever looks for a word in it: the gateway's own comes last. */
const MAX_BODY = 1000;

/** `ready` gets the socket before its first byte, so that no frame is missed. */
export async function openRoad(
  road: GatewayRoad,
  signal: AbortSignal,
  ready: (socket: WebSocket) => void,
): Promise<void> {
  const lower = await (road.kind === 'direct'
    ? dialPort(road.hostPort, signal)
    : dialTls(road, signal));
  const socket = new WebSocket(urlOf(road), {
    createConnection: () => lower,
    // The gateway does not offer it, and without it a small frame can't unfold into a large one.
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    headers: { 'user-agent': 'agentpod' },
  });
  ready(socket);
  await upgrade(socket, signal, nameOf(road));
}

/** For messages. */
export function nameOf(road: GatewayRoad): string {
  return road.kind === 'direct'
    ? `127.0.0.1:${road.hostPort}`
    : `${road.host} by ${road.address}:${road.port}`;
}

function urlOf(road: GatewayRoad): string {
  if (road.kind === 'direct') return `ws://127.0.0.1:${road.hostPort}/`;
  const port = road.port === 443 ? '' : `:${road.port}`;
  return `wss://${road.host}${port}${road.path ?? '/'}`;
}

function dialPort(port: number, signal: AbortSignal): Promise<Socket> {
  const socket = tcpConnect({ host: '127.0.0.1', port });
  return connected(socket, 'connect', signal, `127.0.0.1:${port}`);
}

async function dialTls(road: ProxyRoad, signal: AbortSignal): Promise<TLSSocket> {
  const { address, port, host, ca } = road;
  const socket = tlsConnect({
    host: address,
    port,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    secureContext: trusting(ca),
    ALPNProtocols: ['http/1.1'],
    // Looked at below: a refused connection would not tell whose certificate it was.
    rejectUnauthorized: false,
  });
  await connected(socket, 'secureConnect', signal, nameOf(road));
  if (socket.authorized) return socket;
  const failure = untrusted(socket, nameOf(road));
  socket.destroy();
  throw failure;
}

function untrusted(socket: TLSSocket, name: string): GatewayError {
  const issuer = issuerOf(socket.getPeerCertificate());
  // Node's types say Error; it is OpenSSL's name for the problem.
  const problem = cleanText(String(socket.authorizationError), 100);
  return new GatewayError(
    { reason: 'CertificateUntrusted', problem, issuer },
    `${name}: the certificate (issued by ${issuer}) is not to be trusted: ${problem}`,
  );
}

function connected<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  name: string,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(new Error(GIVEN_UP));
    const fail = (error: Error) => settle(() => reject(failedDial(name, error)));
    const close = () => fail(new Error('closed while it was set up'));
    const settle = (end: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.off('close', close);
      end();
    };
    socket.once(event, () => settle(() => resolve(socket)));
    // Stays, since a socket without a listener throws its later errors at the process.
    socket.on('error', fail);
    socket.once('close', close);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}

function upgrade(socket: WebSocket, signal: AbortSignal, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      settle(() => reject(unreachable(name, new Error(GIVEN_UP))));
      socket.terminate();
    };
    const settle = (end: () => void) => {
      signal.removeEventListener('abort', abort);
      end();
    };
    socket.once('open', () => settle(resolve));
    socket.once('unexpected-response', (request, answer) => {
      void refusedUpgrade(answer, name).then((failure) => {
        settle(() => reject(failure));
        request.destroy();
      });
    });
    socket.on('error', (error) => settle(() => reject(failedUpgrade(name, error))));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}

async function refusedUpgrade(answer: IncomingMessage, name: string): Promise<GatewayError> {
  const status = answer.statusCode ?? 0;
  const body = cleanText(await beginning(answer), MAX_BODY);
  const words = body === '' ? '' : `: ${cleanText(body, MAX_TEXT)}`;
  return new GatewayError(
    { reason: 'UpgradeRefused', status, body },
    `${name}: answered ${status} instead of a WebSocket${words}`,
  );
}

/** Never fails: the status alone says enough. */
async function beginning(answer: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of answer) {
      text += String(chunk);
      // Leaving the loop closes the connection.
      if (text.length >= MAX_BODY) break;
    }
  } catch {
    return text;
  }
  return text;
}

/** The network's own failures have a code; without one it was the answer that made no sense. */
function failedUpgrade(name: string, error: NodeJS.ErrnoException): GatewayError {
  return error.code === undefined || error.code.startsWith('HPE_')
    ? broken(name, cleanText(error.message, MAX_TEXT), error)
    : unreachable(name, error);
}

function failedDial(name: string, error: NodeJS.ErrnoException): GatewayError {
  return error.code === 'EPROTO' || error.code?.startsWith('ERR_SSL_')
    ? broken(name, 'it does not speak TLS', error)
    : unreachable(name, error);
}

function broken(name: string, why: string, cause: Error): GatewayError {
  const message = `${name}: what answers is no gateway: ${why}`;
  return new GatewayError({ reason: 'ProtocolBroken' }, message, { cause });
}

function unreachable(name: string, error: NodeJS.ErrnoException): GatewayError {
  const message = `${name}: ${inWords(error)}`;
  return new GatewayError({ reason: 'GatewayUnreachable' }, message, { cause: error });
}

function inWords(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ECONNRESET':
      // Docker's proxy takes the connection and finds nobody inside.
      return 'connection closed without an answer';
    default:
      return cleanText(error.message, MAX_TEXT);
  }
}
