import { useFleetPulse } from '../model/fleet-store.ts';
import { useLive } from '../model/live.ts';
import type { Answer } from '../server.ts';
import { Answered } from './answered.tsx';
import { EventList } from './event-list.tsx';

interface EventsProps {
  /** Those of one tenant alone, and of one of its pods. */
  readonly tenant?: string;
  readonly pod?: string;
  /** As of `Answered`. */
  readonly isPart?: boolean;
}

const MOST = '200';
/** Whatever changes the fleet brings it forward. */
const PAUSE_MS = 5000;

/** What happened, the newest first; each says whom it is about unless all are about one pod. */
export function Events({ tenant, pod, isPart = false }: EventsProps) {
  useFleetPulse();
  const query = new URLSearchParams({
    ...(tenant !== undefined && { tenant }),
    ...(pod !== undefined && { pod }),
    limit: MOST,
  });
  const live = useLive<Answer<'EventList'>>(`/api/v1/events?${query}`, PAUSE_MS);
  return (
    <Answered live={live} isPart={isPart}>
      {({ items }) => <EventList events={items.toReversed()} subjects={pod === undefined} />}
    </Answered>
  );
}
