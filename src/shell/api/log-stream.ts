import type { Context } from 'hono';
import type { SSEStreamingApi } from 'hono/streaming';
import { DEFAULT_LOG_LINES, MOST_LOG_LINES } from '../../core/api/routes.ts';
import { API_VERSION } from '../../core/model/api-version.ts';
import { isFailure } from '../../core/model/errors.ts';
import type { PodView } from '../../core/views/pod-view.ts';
import { type LogRequest, PodLogs, type ShownLine } from '../../engine/logs/pod-logs.ts';
import type { ApiEnv } from './caller.ts';
import type { StreamSettings } from './event-stream.ts';
import { heldStream } from './held-stream.ts';
import { requireTime } from './parameters.ts';
import { Problem } from './problem.ts';
import { StreamRoom } from './stream-room.ts';

/** Each holds a connection of the Engine, and has its lines looked through. */
const LIMITS = { all: 20, ofToken: 6 };
/** In milliseconds: a container that is replaced is followed again by who asks again. */
const RETRY_MS = 2000;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;

/** Answers what a pod wrote, and streams what it writes: until the client goes, its token, or the container. */
export class LogStreams {
  readonly #settings: StreamSettings;
  readonly #room = new StreamRoom(LIMITS);

  constructor(settings: StreamSettings) {
    this.#settings = settings;
  }

  async answer(
    context: Context<ApiEnv>,
    query: Readonly<Record<string, string>>,
    pod: PodView,
  ): Promise<Response> {
    const request = logRequest(query, context.req.header('last-event-id'));
    if (query['follow'] === 'true') return this.#follow(context, request, pod);
    const logs = await openLogs(context, pod);
    const items = await logs.read({ ...request, signal: this.#settings.signal });
    const { tenant, name } = pod;
    return context.json({ apiVersion: API_VERSION, kind: 'PodLogs', tenant, pod: name, items });
  }

  async #follow(context: Context<ApiEnv>, request: Asked, pod: PodView): Promise<Response> {
    const { token } = context.get('caller');
    const leave = this.#room.enter(token.name);
    const logs = await openLogs(context, pod).catch((error: unknown) => {
      leave();
      throw error;
    });
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.#settings.signal]);
    return heldStream(context, this.#settings, {
      opening: `: open\nretry: ${RETRY_MS}\n\n`,
      work: async (stream, write) => {
        for await (const lines of logs.follow({ ...request, signal })) {
          await write(() => writeAll(stream, lines));
        }
      },
      end,
      leave,
      report: (error) => {
        // It was replaced just now: whoever asks again finds the other one.
        if (!isFailure(error, 'NotFound')) this.#settings.report(error);
      },
    });
  }
}

type Asked = Omit<LogRequest, 'signal'>;

function logRequest(
  { tail, since }: Readonly<Record<string, string>>,
  known: string | undefined,
): Asked {
  requireTime(since);
  if (known !== undefined && known !== '') {
    if (MOMENT.test(known) && !Number.isNaN(Date.parse(known)))
      return { tail: MOST_LOG_LINES, after: known };
    throw new Problem(400, 'ParameterInvalid', 'Last-Event-ID is the id of no line');
  }
  const lines = tail === undefined ? DEFAULT_LOG_LINES : Number(tail);
  return { tail: lines, ...(since === undefined ? {} : { since }) };
}

async function openLogs(context: Context<ApiEnv>, pod: PodView): Promise<PodLogs> {
  try {
    return await PodLogs.open(context.get('workspace'), pod);
  } catch (error) {
    if (isFailure(error, 'NoContainer')) {
      throw new Problem(404, 'NoContainer', `pod ${pod.key} has no container, so nothing writes`);
    }
    if (isFailure(error, 'SecretsUnreadable')) {
      const detail = `the secrets of ${pod.key} cannot be read, so nobody could mask them in its log`;
      throw new Problem(503, 'SecretsUnreadable', detail);
    }
    throw error;
  }
}

async function writeAll(stream: SSEStreamingApi, lines: readonly ShownLine[]): Promise<void> {
  const text = lines.map((line) => {
    const id = line.time === null ? '' : `id: ${line.time}\n`;
    return `${id}data: ${JSON.stringify(line)}\n\n`;
  });
  await stream.write(text.join(''));
}
