import type { Context } from 'hono';
import type { LiveFeed } from '../../engine/live/live-feed.ts';
import type { ApiEnv } from './caller.ts';
import type { StreamSettings } from './event-stream.ts';
import { heldStream } from './held-stream.ts';
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
    const { token } = context.get('caller');
    const leave = this.#room.enter(token.name);
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.#settings.signal]);
    const messages = this.#feed.follow(context.get('workspace'), token.tenant, { after, signal });
    return heldStream(context, this.#settings, {
      opening: ': open\n\n',
      work: async (stream, write) => {
        for await (const message of messages) await write(() => stream.writeSSE(message));
      },
      end,
      leave,
      report: this.#settings.report,
    });
  }
}
