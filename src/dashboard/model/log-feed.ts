import { useEffect, useState } from 'react';
import { ServerProblem } from '../server.ts';
import { type KeptLine, type LogLine, withLines } from './log-keeper.ts';
import { followStream } from './stream.ts';

export interface LogFeed {
  readonly lines: readonly KeptLine[];
  readonly problem: ServerProblem | undefined;
}

const NOTHING: LogFeed = { lines: [], problem: undefined };
const TAIL = 500;
/** A container that is replaced is followed again. */
const RETRY_MS = 2000;
/** What comes together is drawn together. */
const SETTLE_MS = 50;

/** What a pod writes, for as long as somebody looks at the page. `path` is the pod's, in the API. */
export function useLog(path: string): LogFeed {
  const [feed, setFeed] = useState(NOTHING);
  useEffect(() => {
    const end = new AbortController();
    setFeed(NOTHING);
    // What still comes of another pod's log is not for this page any more.
    const show: Show = (next) => {
      if (!end.signal.aborted) setFeed(next);
    };
    void follow(`${path}/logs?follow=true&tail=${TAIL}`, show, end.signal);
    return () => end.abort();
  }, [path]);
  return feed;
}

type Show = (next: (feed: LogFeed) => LogFeed) => void;

async function follow(path: string, show: Show, signal: AbortSignal): Promise<void> {
  let after: string | undefined;
  let waiting: LogLine[] = [];
  let timer: number | undefined;
  const draw = (): void => {
    const more = waiting;
    waiting = [];
    timer = undefined;
    show(({ lines }) => ({ lines: withLines(lines, more), problem: undefined }));
  };
  while (!signal.aborted) {
    try {
      await followStream({
        path,
        after,
        signal,
        onSign: () => show((feed) => (feed.problem ? { ...feed, problem: undefined } : feed)),
        onMessage: ({ id, data }) => {
          waiting.push(JSON.parse(data) as LogLine);
          if (id !== '') after = id;
          timer ??= window.setTimeout(draw, SETTLE_MS);
        },
      });
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error;
      show((feed) => ({ ...feed, problem: error }));
    }
    await new Promise((resolve) => window.setTimeout(resolve, RETRY_MS));
  }
  window.clearTimeout(timer);
}
