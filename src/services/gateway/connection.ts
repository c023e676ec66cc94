/** One WebSocket to a gateway: requests and their answers, ticks, and the end. Decides nothing. */
import type { RawData, WebSocket } from 'ws';
import { AgentPodError } from '../../core/model/errors.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { JsonObject, JsonValue } from '../../core/model/json.ts';
import type { GatewayRoad, SessionEnd } from '../../ports/agent-gateway.ts';
import { cleanText } from './clean-text.ts';
import type { Challenge } from './device.ts';
import { type Frame, type Refusal, readFrame } from './frames.ts';
import { nameOf, openRoad } from './road.ts';

/** What a gateway that does not read may make us hold. */
const MAX_WAITING_REQUESTS = 64;
const MAX_UNSENT_BYTES = 4 * 1024 ** 2;
/** The gateway closes the connection on a larger frame. */
const MAX_REQUEST_BYTES = 1024 ** 2;
const MAX_MESSAGE = 300;
const POLICY_VIOLATED = 1008;
const CLOSE_GRACE_MS = 1000;

interface Waiting {
  resolve(payload: JsonValue): void;
  reject(error: GatewayError): void;
}

export class Connection {
  readonly name: string;
  /** Rejects when the connection ends first. */
  readonly challenge: Promise<Challenge>;
  /** Never rejects. */
  readonly closed: Promise<SessionEnd>;
  #lastSignAt = new Date();
  #end: SessionEnd | undefined;
  #endsBy: SessionEnd['by'] = 'gateway';
  #endsFor = '';
  #requests = 0;
  #onTick: () => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, Waiting>();
  readonly #challenged = Promise.withResolvers<Challenge>();
  readonly #closing = Promise.withResolvers<SessionEnd>();

  private constructor(socket: WebSocket, name: string) {
    this.#socket = socket;
    this.name = name;
    this.challenge = this.#challenged.promise;
    this.closed = this.#closing.promise;
    // Whoever awaits it sees the failure; nobody has to.
    this.challenge.catch(() => undefined);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('close', (code, reason) => this.#finish(code, reason.toString()));
    // Each is followed by a close, which does not say why.
    socket.on('error', (error) => {
      this.#endsFor ||= cleanText(error.message, MAX_MESSAGE);
    });
  }

  static async open(road: GatewayRoad, signal: AbortSignal): Promise<Connection> {
    const opening = Promise.withResolvers<Connection>();
    await openRoad(road, signal, (socket) => {
      opening.resolve(new Connection(socket, nameOf(road)));
    });
    return opening.promise;
  }

  get lastSignAt(): Date {
    return this.#lastSignAt;
  }

  set onTick(listener: () => void) {
    this.#onTick = listener;
  }

  async request(method: string, params: JsonObject, timeoutMs: number): Promise<JsonValue> {
    if (this.#end !== undefined) throw this.#ended(this.#end);
    const id = String(++this.#requests);
    const text = JSON.stringify({ type: 'req', id, method, params });
    this.#checkRoom(method, text);
    const waiting = Promise.withResolvers<JsonValue>();
    this.#waiting.set(id, waiting);
    const timer = setTimeout(() => {
      const message = `${this.name}: no answer to ${method} within ${timeoutMs / 1000} s`;
      waiting.reject(new GatewayError({ reason: 'GatewayTimeout' }, message));
    }, timeoutMs);
    try {
      this.#socket.send(text);
      return await waiting.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  async ping(timeoutMs: number): Promise<void> {
    if (this.#end !== undefined) throw this.#ended(this.#end);
    const answered = Promise.withResolvers<void>();
    const pong = (): void => answered.resolve();
    const timer = setTimeout(() => {
      const message = `no pong within ${timeoutMs / 1000} s`;
      answered.reject(this.#failure({ reason: 'GatewayTimeout' }, message));
    }, timeoutMs);
    this.#socket.once('pong', pong);
    void this.closed.then((end) => answered.reject(this.#ended(end)));
    try {
      this.#socket.ping();
      await answered.promise;
    } finally {
      clearTimeout(timer);
      this.#socket.off('pong', pong);
    }
  }

  #checkRoom(method: string, text: string): void {
    if (Buffer.byteLength(text) > MAX_REQUEST_BYTES) {
      throw new AgentPodError(
        'InvalidInput',
        'RequestTooLarge',
        `${method}: a request may have ${MAX_REQUEST_BYTES} bytes`,
      );
    }
    const unsent = this.#socket.bufferedAmount;
    if (this.#waiting.size < MAX_WAITING_REQUESTS && unsent < MAX_UNSENT_BYTES) return;
    throw new GatewayError(
      { reason: 'GatewayBusy' },
      `${this.name}: ${this.#waiting.size} requests are waiting for an answer already`,
    );
  }

  /** At once: `closed` tells `by`, and why. */
  abandon(by: SessionEnd['by'], why: string): void {
    this.#endsBy = by;
    this.#endsFor = why;
    this.#socket.terminate();
  }

  /** Politely; a peer that does not answer is left behind after a second. */
  async close(): Promise<void> {
    if (this.#end !== undefined) return;
    this.#endsBy = 'us';
    this.#socket.close(1000);
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS);
    await this.closed;
    clearTimeout(timer);
  }

  #receive(data: RawData, isBinary: boolean): void {
    const frame = isBinary ? undefined : readFrame(data.toString());
    if (frame === undefined) {
      const why = 'what answers does not speak the protocol of a gateway';
      this.#challenged.reject(this.#failure({ reason: 'ProtocolBroken' }, why));
      this.abandon('us', why);
      return;
    }
    this.#take(frame);
  }

  #take(frame: Frame): void {
    switch (frame.kind) {
      case 'challenge':
        this.#challenged.resolve(frame.challenge);
        return;
      case 'tick':
        this.#lastSignAt = new Date();
        this.#onTick();
        return;
      case 'answer':
        this.#waiting.get(frame.id)?.resolve(frame.payload);
        return;
      case 'refusal':
        this.#waiting.get(frame.id)?.reject(this.#refused(frame.refusal));
        return;
      case 'other':
        return;
    }
  }

  #refused({ code, message, retryAfterMs }: Refusal): GatewayError {
    return this.#failure(
      {
        reason: 'GatewayRefused',
        code: cleanText(code, MAX_MESSAGE),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
      message,
    );
  }

  #finish(code: number, reason: string): void {
    const message = this.#endsFor === '' ? cleanText(reason, MAX_MESSAGE) : this.#endsFor;
    const end = { by: this.#endsBy, code, message };
    this.#end = end;
    const failure = this.#ended(end);
    this.#challenged.reject(failure);
    for (const { reject } of this.#waiting.values()) reject(failure);
    this.#closing.resolve(end);
  }

  /** A gateway that refuses says so in a frame first; with one that only closes, the code is all. */
  #ended({ code, message }: SessionEnd): GatewayError {
    const words = message === '' ? `connection closed (${code})` : `closed (${code}): ${message}`;
    return code === POLICY_VIOLATED
      ? this.#failure({ reason: 'GatewayRefused', code: String(code) }, words)
      : this.#failure({ reason: 'GatewayUnreachable' }, words);
  }

  #failure(detail: GatewayError['detail'], words: string): GatewayError {
    return new GatewayError(detail, `${this.name}: ${cleanText(words, MAX_MESSAGE)}`);
  }
}
