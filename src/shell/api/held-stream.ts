import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { ApiEnv } from './caller.ts';
import type { StreamSettings } from './event-stream.ts';
import { Pulse } from './pulse.ts';

interface HeldStream {
  /** The first that is sent: comments and fields without a message. */
  readonly opening: string;
  /** Writes what comes, each through `write`, until the signal of its source aborts. */
  readonly work: (stream: SSEStreamingApi, write: Pulse['write']) => Promise<void>;
  /** Aborted when the stream ends, from whichever side. */
  readonly end: AbortController;
  /** Of the room. */
  readonly leave: () => void;
  /** Told what went wrong. */
  readonly report: (error: unknown) => void;
}

/** Answers with server-sent events until the client goes, its token does, or it takes nothing any more. */
export function heldStream(
  context: Context<ApiEnv>,
  { beat }: Pick<StreamSettings, 'beat'>,
  { opening, work, end, leave, report }: HeldStream,
): Response {
  const { isValid } = context.get('caller');
  return streamSSE(context, async (stream) => {
    stream.onAbort(() => end.abort());
    const pulse = new Pulse(stream, isValid, () => {
      end.abort();
      stream.abort();
      context.env?.outgoing?.destroy();
    });
    const beating = setInterval(() => void pulse.beat(end), beat);
    try {
      await pulse.write(() => stream.write(opening));
      await work(stream, (write) => pulse.write(write));
    } catch (error) {
      report(error);
    } finally {
      clearInterval(beating);
      end.abort();
      leave();
    }
  });
}
