import type { IncomingMessage } from 'node:http';
import { API_ROOT } from '../../core/api/routes.ts';
import { type SseMessage, SseReader } from '../../core/api/sse-reader.ts';
import { backoffMs } from '../../core/loop/backoff.ts';
import { API_VERSION } from '../../core/model/api-version.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ServerClient, ServerPlace, StreamOptions } from '../../ports/server-client.ts';
import { notAServer, refusalOf } from './refusal.ts';
import { type Asked, request, unreachable } from './request.ts';

/** More than a thousand pods take. */
const LARGEST = 64 * 1024 * 1024;
const OK = 200;
const ACCEPTED = 202;
/** A stream without news says every ten seconds that it is alive. */
const SILENCE_MS = 30_000;

/** Asks a server over HTTP, HTTPS or its socket. */
export function createServerClient(place: ServerPlace, clock: Clock): ServerClient {
  return {
    address: place.url,
    clock,
    get: (path, kind, signal) => answer(place, { path, signal }, kind),
    ask: (path, kind, body) =>
      answer(place, { path, method: 'POST', ...(body === undefined ? {} : { body }) }, kind),
    stream: (path, options) => follow(place, path, { ...options, clock }),
  };
}

async function answer(place: ServerPlace, asked: Asked, kind: string): Promise<object> {
  const response = await request(place, { ...asked, path: `${API_ROOT}${asked.path}` });
  const body = await textOf(response, place.url);
  const { statusCode = 0 } = response;
  if (statusCode !== OK && statusCode !== ACCEPTED) throw refusalOf(statusCode, body, place.url);
  const value = parsed(body);
  if (Reflect.get(value, 'apiVersion') === API_VERSION && Reflect.get(value, 'kind') === kind) {
    return value;
  }
  throw notAServer(place.url, `it answers something else than a ${kind} of ${API_VERSION}`);
}

async function textOf(response: IncomingMessage, url: string): Promise<string> {
  let body = '';
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) {
      body += String(chunk);
      if (body.length > LARGEST) throw new Error('the answer does not end');
    }
  } catch (cause) {
    throw unreachable(url, cause);
  }
  return body;
}

function parsed(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

async function* follow(
  place: ServerPlace,
  path: string,
  { signal, onOutage, clock }: StreamOptions & { readonly clock: Pick<Clock, 'sleep'> },
): AsyncGenerator<SseMessage> {
  const so: Progress = { last: undefined, reached: false, failures: 0 };
  while (!signal.aborted) {
    const error = yield* connection(place, path, signal, so);
    if (signal.aborted) return;
    const mayPass = error instanceof AgentPodError && error.failure === 'Transient';
    if (error !== undefined && !(so.reached && mayPass)) throw error;
    if (mayPass && so.failures === 0) onOutage?.(error.message);
    so.failures += 1;
    await clock.sleep(backoffMs(so.failures, 0.5) / 4, signal);
  }
}

interface Progress {
  last: string | undefined;
  reached: boolean;
  failures: number;
}

/** Answers what ended it, if that was not the server. */
async function* connection(
  place: ServerPlace,
  path: string,
  signal: AbortSignal,
  so: Progress,
): AsyncGenerator<SseMessage, unknown> {
  try {
    for await (const message of open(place, path, { last: so.last, signal })) {
      so.reached = true;
      so.failures = 0;
      if (message.id !== '') so.last = message.id;
      if (message.data !== '') yield message;
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

/** One connection's worth; first an empty message, which says that it is up. */
async function* open(
  place: ServerPlace,
  path: string,
  { last, signal }: { readonly last: string | undefined; readonly signal: AbortSignal },
): AsyncGenerator<SseMessage> {
  const headers = {
    accept: 'text/event-stream',
    ...(last === undefined ? {} : { 'last-event-id': last }),
  };
  const response = await request(place, { path: `${API_ROOT}${path}`, headers, signal });
  const { statusCode = 0 } = response;
  if (statusCode !== OK) {
    throw refusalOf(statusCode, await textOf(response, place.url), place.url);
  }
  const silence = `nothing was heard for ${SILENCE_MS / 1000} s`;
  response.setTimeout(SILENCE_MS, () => response.destroy(new Error(silence)));
  yield { id: '', event: 'message', data: '' };
  const came: SseMessage[] = [];
  const reader = new SseReader((message) => came.push(message));
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) {
      reader.push(String(chunk));
      yield* came.splice(0);
    }
  } catch (cause) {
    throw unreachable(place.url, cause);
  }
}
