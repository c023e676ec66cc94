/** A stream of server-sent events, read by hand: the browser's own reader tells neither status nor silence. */

import { type SseMessage, SseReader } from '../../core/api/sse-reader.ts';
import { refusal, ServerProblem } from '../server.ts';

export interface StreamRequest {
  readonly path: string;
  /** Id of the last message that is known. */
  readonly after?: string | undefined;
  readonly onMessage: (message: SseMessage) => void;
  /** Something came, if only a sign of life. */
  readonly onSign?: () => void;
  readonly signal: AbortSignal;
}

/** The server says every ten seconds that it is alive. */
const SILENCE_MS = 25_000;
/** Something on the way may hold a stream back for good. */
const FIRST_SIGN_MS = 5000;

/** Resolves when the stream ends. `ServerProblem` where there is none, or it breaks off or falls silent. */
export async function followStream(request: StreamRequest): Promise<void> {
  const silent = new AbortController();
  const signal = AbortSignal.any([request.signal, silent.signal]);
  let timer = window.setTimeout(() => silent.abort(), FIRST_SIGN_MS);
  try {
    const body = await open(request, signal);
    const reader = new SseReader(request.onMessage);
    for (;;) {
      const { value, done } = await body.read();
      if (done) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => silent.abort(), SILENCE_MS);
      request.onSign?.();
      reader.push(value);
    }
  } catch (error) {
    if (error instanceof ServerProblem) throw error;
    throw new ServerProblem(0, error instanceof Error ? error.message : String(error), undefined);
  } finally {
    window.clearTimeout(timer);
  }
}

async function open(
  { path, after }: StreamRequest,
  signal: AbortSignal,
): Promise<ReadableStreamDefaultReader<string>> {
  const headers = after === undefined ? {} : { 'Last-Event-ID': after };
  const answer = await fetch(path, { headers, signal });
  if (!answer.ok || answer.body === null) throw await refusal(answer);
  return answer.body.pipeThrough(new TextDecoderStream()).getReader();
}
