import { useEvents } from '../model/event-feed.ts';
import { EventList } from '../parts/event-list.tsx';
import { useWords } from '../words/words.ts';

export function EventsPage() {
  const words = useWords();
  return (
    <>
      <h1>{words.events}</h1>
      <EventList events={useEvents()} subjects />
    </>
  );
}
