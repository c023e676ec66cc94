import { useEffect, useState } from 'react';
import { type Event, get } from '../server.ts';
import { beat } from './live.ts';

const MOST = 200;

/** The newest first, as they come. The browser connects again by itself and says where it was. */
export function useEvents(): readonly Event[] {
  const [events, setEvents] = useState<readonly Event[]>([]);
  useEffect(() => {
    const ended = new AbortController();
    const add = (more: readonly Event[]): void =>
      setEvents((before) => {
        const known = new Set(before.map(({ id }) => id));
        const all = [...more.filter(({ id }) => !known.has(id)), ...before];
        return all.toSorted((a, b) => b.id - a.id).slice(0, MOST);
      });
    const close = follow((event) => add([event]));
    get<{ readonly items: readonly Event[] }>(`/api/v1/events?limit=${MOST}`, ended.signal)
      .then(({ items }) => add(items))
      // What comes from now on is shown all the same.
      .catch(() => undefined);
    return () => {
      ended.abort();
      close();
    };
  }, []);
  return events;
}

function follow(take: (event: Event) => void): () => void {
  const source = new EventSource('/api/v1/events/stream');
  source.onmessage = ({ data }: MessageEvent<string>) => {
    take(JSON.parse(data) as Event);
    beat();
  };
  return () => source.close();
}
