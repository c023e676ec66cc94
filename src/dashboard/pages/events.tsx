import { Events } from '../parts/events.tsx';
import { useWords } from '../words/words.ts';

export function EventsPage() {
  const words = useWords();
  return (
    <>
      <h1>{words.events}</h1>
      <Events />
    </>
  );
}
