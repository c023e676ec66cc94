import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import { DeadlineError, statusOf, toFailure } from './errors.ts';
import type { EngineHost } from './host.ts';

/** Answers in time, or the Engine counts as unreachable. */
export const DEFAULT_SECONDS = 30;

interface EngineCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without query; made with `enginePath` where a name is part of it. */
  readonly path: string;
  /** What is attempted, as it reads in a message: `creating container x`. */
  readonly doing: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  /** A tar archive, for PUT. */
  readonly archive?: Buffer;
  readonly seconds?: number;
}

/**
 * The Engine API through dockerode's transport. We name paths and read shapes ourselves: the
 * published types are a major behind, and dockerode's own methods guess at what a body holds.
 * Every failure is an `AgentPodError`.
 */
export interface Engine {
  readonly host: EngineHost;
  /** The JSON of the answer; the caller names its shape and must expect fields to be absent. */
  json<T>(call: EngineCall): Promise<T>;
  /** As `json`, but undefined where the Engine says 404. */
  find<T>(call: EngineCall): Promise<T | undefined>;
  /** The body as it comes; the deadline covers the time to the first byte of the answer. */
  stream(call: EngineCall): Promise<IncomingMessage>;
  /** A raw two-way connection (exec with a terminal). */
  hijack(call: EngineCall): Promise<Duplex>;
}

export function openEngine(host: EngineHost): Engine {
  const docker = new Docker(host.options as Docker.DockerOptions);
  const send = (call: EngineCall, mode: object): Promise<unknown> =>
    withDeadline(call.seconds ?? DEFAULT_SECONDS, (signal) =>
      dial(docker, call, mode, signal),
    ).catch((error: unknown) => {
      throw toFailure(error, call.doing, host.address);
    });
  const json = <T>(call: EngineCall): Promise<T> => send(call, {}) as Promise<T>;
  return {
    host,
    json,
    find: <T>(call: EngineCall) =>
      json<T>(call).catch((error: unknown) => {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }),
    stream: (call) => send(call, { isStream: true }) as Promise<IncomingMessage>,
    hijack: (call) =>
      send(call, { isStream: true, hijack: true, openStdin: true }) as Promise<Duplex>,
  };
}

/** Joins path parts; image references keep their slashes, all else that a URL minds is escaped. */
export function enginePath(...parts: readonly string[]): string {
  return `/${parts.map((part) => part.split('/').map(encodeURIComponent).join('/')).join('/')}`;
}

/** 304 is "already so": stopping what is stopped and starting what runs succeed. */
const SUCCESS = { 200: true, 201: true, 204: true, 304: true } as const;

function dial(
  docker: Docker,
  call: EngineCall,
  mode: object,
  signal: AbortSignal,
): Promise<unknown> {
  const request = {
    ...mode,
    path: `${call.path}?`,
    method: call.method,
    options: { _query: call.query ?? {}, _body: call.body ?? {} },
    file: call.archive,
    abortSignal: signal,
    statusCodes: SUCCESS,
  };
  return new Promise((resolve, reject) => {
    docker.modem.dial(request, (error: unknown, data: unknown) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
}

/**
 * The race matters as much as the signal: when a connection dies in the middle of a body, the
 * client's callback never comes.
 */
async function withDeadline<T>(
  seconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError(seconds));
      controller.abort();
    }, seconds * 1000);
  });
  try {
    return await Promise.race([late, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
  }
}
