import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { LiveFeed } from '../../engine/live/live-feed.ts';
import type { ApiEnv } from './caller.ts';
import type { StreamSettings } from './event-stream.ts';
import { StreamRoom } from './stream-room.ts';

/** They share what they are told, so there may be more of them than of those that hold a connection. */
const LIMITS = { all: 100, ofToken: 20 };
/** So many beats that a reader takes no byte. */
const SLOW_BEATS = 3;

/** Streams what tenants and pods are, until the client goes, its token does, or the server. */
export class LiveStreams {
  readonly #settings: StreamSettings;
  readonly #feed: LiveFeed;
  readonly #room = new StreamRoom(LIMITS);

  constructor(feed: LiveFeed, settings: StreamSettings) {
    this.#feed = feed;
    this.#settings = settings;
  }

  answer(context: Context<ApiEnv>, query: Readonly<Record<string, string>>): Response {
    const after = context.req.header('last-event-id') ?? query['after'];
    const { token, isValid } = context.get('caller');
    const leave = this.#room.enter(token.name);
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.#settings.signal]);
    const messages = this.#feed.follow(context.get('workspace'), token.tenant, { after, signal });
    return streamSSE(context, async (stream) => {
      stream.onAbort(() => end.abort());
      const pulse = new Pulse(stream, isValid, () => {
        end.abort();
        stream.abort();
        context.env?.outgoing?.destroy();
      });
      const beat = setInterval(() => void pulse.beat(end), this.#settings.beat);
      try {
        await pulse.write(() => stream.write(': open\n\n'));
        for await (const message of messages) await pulse.write(() => stream.writeSSE(message));
      } catch (error) {
        this.#settings.report(error);
      } finally {
        clearInterval(beat);
        end.abort();
        leave();
      }
    });
  }
}

/** Says that a stream is alive where nothing else does, and ends it for a reader that takes nothing. */
class Pulse {
  readonly #stream: SSEStreamingApi;
  readonly #isValid: () => Promise<boolean>;
  readonly #drop: () => void;
  #writing = false;
  #silentBeats = 0;

  constructor(stream: SSEStreamingApi, isValid: () => Promise<boolean>, drop: () => void) {
    this.#stream = stream;
    this.#isValid = isValid;
    this.#drop = drop;
  }

  async write(work: () => Promise<unknown>): Promise<void> {
    this.#writing = true;
    await work();
    this.#writing = false;
    this.#silentBeats = 0;
  }

  /** A state that cannot be asked just now ends no stream. */
  async beat(end: AbortController): Promise<void> {
    if (!(await this.#isValid().catch(() => true))) return end.abort();
    if (!this.#writing) return this.write(() => this.#stream.write(': alive\n\n'));
    this.#silentBeats += 1;
    if (this.#silentBeats >= SLOW_BEATS) this.#drop();
  }
}
