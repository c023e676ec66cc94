import { useEffect, useState } from 'react';
import type { ServerProblem } from '../server.ts';
import { LookLoop } from './look-loop.ts';
import { onBeat } from './pulse.ts';

/** What was last known, and how well that is known now. */
export interface Live<Data> {
  readonly data: Data | undefined;
  readonly problem: ServerProblem | undefined;
  /** Milliseconds since the epoch; of the last answer. */
  readonly answeredAt: number | undefined;
}

const PAUSE_MS = 2000;
const NOTHING = { data: undefined, problem: undefined, answeredAt: undefined };

interface LiveOptions {
  /** False for what no event tells of. */
  readonly onEvents?: boolean;
}

/** Asks at once, whenever something is said to have happened, and every other second while visible. */
export function useLive<Data>(
  path: string,
  pauseMs = PAUSE_MS,
  { onEvents = true }: LiveOptions = {},
): Live<Data> {
  const [live, setLive] = useState<Live<Data>>(NOTHING);
  useEffect(() => {
    const loop = new LookLoop<Data>({
      path,
      pauseMs,
      onAnswer: (data) => setLive({ data, problem: undefined, answeredAt: Date.now() }),
      onProblem: (problem) => setLive((before) => ({ ...before, problem })),
    });
    const leave = onEvents ? onBeat(() => loop.hurry()) : undefined;
    return () => {
      leave?.();
      loop.end();
    };
  }, [path, pauseMs, onEvents]);
  return live;
}
