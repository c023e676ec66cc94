import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { LiveFeed } from '../../engine/live/live-feed.ts';
import type { ApiEnv } from './caller.ts';
import type { StreamSettings } from './event-stream.ts';
import { Pulse } from './pulse.ts';
import { StreamRoom } from './stream-room.ts';

/** They share what they are told, so there may be more of them than of those that hold a connection. */
const LIMITS = { all: 100, ofToken: 20 };

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
