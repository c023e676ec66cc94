import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Event } from '../../ports/state-store.ts';
import type { ApiEnv } from './caller.ts';
import { eventChoice, eventLog } from './event-choice.ts';
import { Problem } from './problem.ts';
import { StreamRoom } from './stream-room.ts';

export interface StreamSettings {
  /** In milliseconds: how often a stream without news says that it is alive, and its token is checked. */
  readonly beat: number;
  readonly report: (error: unknown) => void;
  /** Aborted when the server ends. */
  readonly signal: AbortSignal;
}

/** Each stream holds a connection of the database. */
const LIMITS = { all: 20, ofToken: 5 };

/** Streams events from where the client left off, until it goes, its token does, or the server. */
export class EventStreams {
  readonly #settings: StreamSettings;
  readonly #room = new StreamRoom(LIMITS);

  constructor(settings: StreamSettings) {
    this.#settings = settings;
  }

  answer(context: Context<ApiEnv>, query: Readonly<Record<string, string>>): Response {
    const after = lastKnown(context.req.header('last-event-id') ?? query['after']);
    const choice = eventChoice(query);
    const { token, isValid } = context.get('caller');
    const log = eventLog(context.get('workspace'), token);
    const leave = this.#room.enter(token.name);
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.#settings.signal]);
    const events = log.follow({ ...choice, signal, ...(after === undefined ? {} : { after }) });
    return streamSSE(context, async (stream) => {
      stream.onAbort(() => end.abort());
      const beat = setInterval(() => void this.#beat(stream, isValid, end), this.#settings.beat);
      try {
        await stream.write(': open\n\n');
        for await (const event of events) await stream.writeSSE(message(event));
      } catch (error) {
        // The client is told by the end: its next try gets a status.
        this.#settings.report(error);
      } finally {
        clearInterval(beat);
        end.abort();
        leave();
      }
    });
  }

  /** A state that cannot be asked just now ends no stream: following waits for it too. */
  async #beat(
    stream: SSEStreamingApi,
    isValid: () => Promise<boolean>,
    end: AbortController,
  ): Promise<void> {
    if (!(await isValid().catch(() => true))) end.abort();
    else await stream.write(': alive\n\n');
  }
}

function message(event: Event) {
  return { id: String(event.id), data: JSON.stringify(event) };
}

function lastKnown(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Problem(400, 'ParameterInvalid', 'Last-Event-ID is the id of no event');
}
