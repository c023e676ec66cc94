import type { SseMessage } from '../core/api/sse-reader.ts';
import type { Secret } from '../core/model/secret.ts';
import type { Clock } from './clock.ts';

/** Which server, and how to be let in. */
export interface ServerPlace {
  /** `http://…`, `https://…` or `unix:///path`. */
  readonly url: string;
  /** Absent at a socket, which only its owner may open. */
  readonly token?: Secret;
}

/**
 * The status API of a server. Failures are `AgentPodError`s: `ServerUnreachable` (Transient),
 * `TokenRefused`, `NotForToken` and `NotAServer` (InvalidInput: not AgentPod, or another version),
 * `NotFound` (InvalidInput), else the server's own reason (Transient).
 */
export interface ServerClient {
  /** As a person would name it, without anything secret. */
  readonly address: string;
  readonly clock: Clock;
  /** Below `/api/v1`, with its query. The answer is an object of the kind that was asked for. */
  get(path: string, kind: string, signal?: AbortSignal): Promise<object>;
  /** Asks for something to be done, with what it takes as JSON. The answer is of the kind named. */
  ask(path: string, kind: string, body?: object): Promise<object>;
  /** Messages, of JSON, until the signal aborts; goes on by itself where it was when the server was away. */
  stream(path: string, options: StreamOptions): AsyncIterable<SseMessage>;
}

export interface StreamOptions {
  readonly signal: AbortSignal;
  /** The server went away, in words. */
  readonly onOutage?: (message: string) => void;
}
