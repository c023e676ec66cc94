import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { get, ServerProblem } from '../server.ts';

/** What was last known, and how well that is known now. */
export interface Live<Data> {
  readonly data: Data | undefined;
  readonly problem: ServerProblem | undefined;
  /** Milliseconds since the epoch; of the last answer. */
  readonly answeredAt: number | undefined;
}

const PAUSE_MS = 2000;
const RETRY_MS = 1000;
/** Events come in bursts: one look for all that come this close together. */
const SETTLE_MS = 50;

interface LiveOptions {
  /** False for what no event tells of. */
  readonly onEvents?: boolean;
}

/** Asks at once, whenever an event says that something happened, and every other second while visible. */
export function useLive<Data>(
  path: string,
  pauseMs = PAUSE_MS,
  { onEvents = true }: LiveOptions = {},
): Live<Data> {
  const [live, setLive] = useState<Live<Data>>(NOTHING);
  const pulse = useSyncExternalStore(subscribePulse, () => (onEvents ? pulses : 0));
  const due = useRef(0);
  useEffect(() => {
    void pulse;
    const ended = new AbortController();
    let timer: number | undefined;
    const look = async (): Promise<void> => {
      try {
        const data = await get<Data>(path, ended.signal);
        setLive({ data, problem: undefined, answeredAt: Date.now() });
        due.current = pauseMs;
      } catch (error) {
        if (ended.signal.aborted || !(error instanceof ServerProblem)) return;
        setLive((before) => ({ ...before, problem: error }));
        due.current = RETRY_MS;
      }
      timer = window.setTimeout(again, due.current);
    };
    const again = (): void => {
      if (document.hidden) timer = window.setTimeout(again, PAUSE_MS);
      else void look();
    };
    timer = window.setTimeout(() => void look(), due.current === 0 ? 0 : SETTLE_MS);
    return () => {
      ended.abort();
      window.clearTimeout(timer);
    };
  }, [path, pauseMs, pulse]);
  return live;
}

const NOTHING = { data: undefined, problem: undefined, answeredAt: undefined };

let pulses = 0;
const listeners = new Set<() => void>();

/** Something happened: whoever shows the world looks again. */
export function beat(): void {
  pulses += 1;
  for (const listener of listeners) listener();
}

function subscribePulse(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
