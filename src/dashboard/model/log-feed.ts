import { useEffect, useState } from 'react';
import { ServerProblem } from '../server.ts';
import { type KeptLine, type LogLine, withLines } from './log-keeper.ts';
import { pause } from './pause.ts';
import { followStream } from './stream.ts';
import { whileSeen } from './while-seen.ts';

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
    const place: Place = { after: undefined };
    setFeed(NOTHING);
    return whileSeen((signal) => {
      // What still comes of another pod's log is not for this page any more.
      const show: Show = (next) => {
        if (!signal.aborted) setFeed(next);
      };
      void follow(`${path}/logs?follow=true&tail=${TAIL}`, place, show, signal);
    });
  }, [path]);
  return feed;
}

/** How far the log is on the screen. */
interface Place {
  after: string | undefined;
}

type Show = (next: (feed: LogFeed) => LogFeed) => void;

async function follow(path: string, place: Place, show: Show, signal: AbortSignal): Promise<void> {
  let waiting: LogLine[] = [];
  let newest = '';
  let timer: number | undefined;
  const draw = (): void => {
    const more = waiting;
    waiting = [];
    timer = undefined;
    if (newest !== '') place.after = newest;
    show(({ lines }) => ({ lines: withLines(lines, more), problem: undefined }));
  };
  signal.addEventListener('abort', () => window.clearTimeout(timer));
  while (!signal.aborted) {
    try {
      await followStream({
        path,
        after: place.after,
        signal,
        onSign: () => show((feed) => (feed.problem ? { ...feed, problem: undefined } : feed)),
        onMessage: ({ id, data }) => {
          waiting.push(JSON.parse(data) as LogLine);
          if (id !== '') newest = id;
          timer ??= window.setTimeout(draw, SETTLE_MS);
        },
      });
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error;
      show((feed) => ({ ...feed, problem: error }));
    }
    await pause(RETRY_MS, signal);
  }
}
