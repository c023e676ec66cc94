import { useEffect, useState } from 'react';
import { type Event, get } from '../server.ts';
import { beat } from './live.ts';

const MOST = 200;

/**
 * The newest first, as they come; those of one tenant alone where it is named. The browser connects again by
 * itself and says where it was.
 */
export function useEvents(tenant?: string): readonly Event[] {
  const [events, setEvents] = useState<readonly Event[]>([]);
  useEffect(() => {
    const ended = new AbortController();
    const add = (more: readonly Event[]): void =>
      setEvents((before) => {
        const known = new Set(before.map(({ id }) => id));
        const all = [...more.filter(({ id }) => !known.has(id)), ...before];
        return all.toSorted((a, b) => b.id - a.id).slice(0, MOST);
      });
    const choice = new URLSearchParams(tenant === undefined ? {} : { tenant });
    const close = follow((event) => add([event]), choice);
    const path = `/api/v1/events?${new URLSearchParams({ ...Object.fromEntries(choice), limit: String(MOST) })}`;
    get<{ readonly items: readonly Event[] }>(path, ended.signal)
      .then(({ items }) => add(items))
      // What comes from now on is shown all the same.
      .catch(() => undefined);
    return () => {
      ended.abort();
      close();
    };
  }, [tenant]);
  return events;
}

/** Whatever is on the screen looks again when something happens; for pages that show no events. */
export function useEventPulse(): void {
  useEffect(() => follow(() => undefined), []);
}

function follow(take: (event: Event) => void, choice = new URLSearchParams()): () => void {
  const source = new EventSource(`/api/v1/events/stream?${choice}`);
  source.onmessage = ({ data }: MessageEvent<string>) => {
    take(JSON.parse(data) as Event);
    beat();
  };
  return () => source.close();
}
