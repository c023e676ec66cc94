import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { AgentPodError } from '../../core/model/errors.ts';
import type { ServerPlace } from '../../ports/server-client.ts';

/** How long a server may take to begin an answer. */
const ANSWER_MS = 30_000;

export interface Asked {
  /** Below the root of the server. */
  readonly path: string;
  /** GET when absent. */
  readonly method?: 'POST';
  /** Sent as JSON. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Sends it; resolves with the beginning of the answer. `ServerUnreachable` (Transient). */
export async function request(place: ServerPlace, asked: Asked): Promise<IncomingMessage> {
  const { url, token } = place;
  const isSocket = url.startsWith('unix://');
  const target = new URL(asked.path, isSocket ? 'http://localhost' : url);
  const send = target.protocol === 'https:' ? overHttps : overHttp;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` };
  const { method = 'GET' } = asked;
  const text = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const type = text === undefined ? {} : { 'content-type': 'application/json' };
  const options = {
    method,
    ...(isSocket ? { socketPath: url.slice('unix://'.length) } : {}),
    headers: { accept: 'application/json', ...type, ...asked.headers, ...authorization },
    timeout: ANSWER_MS,
    agent: false,
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = send(target, options, (response: IncomingMessage) => {
    sent.setTimeout(0);
    resolve(response);
  });
  sent.on('timeout', () => sent.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
  sent.on('error', (cause: Error) => reject(unreachable(url, cause)));
  sent.end(text);
  return promise;
}

export function unreachable(url: string, cause: unknown): AgentPodError {
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  const message = `the server at ${url} cannot be reached: ${why}`;
  const hint = url.startsWith('unix://')
    ? 'is agentpod serve running on this machine, as this user and for this instance?'
    : 'check the address (--server, AGENTPOD_SERVER or the context), and that agentpod serve runs there';
  return new AgentPodError('Transient', 'ServerUnreachable', message, { hint, cause });
}
