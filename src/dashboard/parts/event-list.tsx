import { Link } from 'wouter';
import type { Event } from '../server.ts';
import { useWords } from '../words/words.ts';
import { Age } from './age.tsx';
import { State } from './state.tsx';

interface EventListProps {
  readonly events: readonly Event[];
  /** Whether each says whom it is about. */
  readonly subjects?: boolean;
}

export function EventList({ events, subjects = false }: EventListProps) {
  const words = useWords();
  if (events.length === 0) return <p className="empty">{words.nothingHappened}</p>;
  return (
    <ol className="events">
      {events.map(({ id, time, subject, type, reason, message }) => (
        <li key={id}>
          <State severity={type === 'Warning' ? 'bad' : 'good'}>{reason}</State>
          {subjects && <Subject subject={subject} />}
          <span className="message">{message}</span>
          <Age time={time} />
        </li>
      ))}
    </ol>
  );
}

/** With the way to its page, where it has one. */
export function Subject({ subject }: { readonly subject: string }) {
  const [kind, ...name] = subject.split('/');
  if (kind !== 'pod' && kind !== 'tenant') return <span className="subject">{subject}</span>;
  return (
    <Link className="subject" href={`/${kind}s/${name.map(encodeURIComponent).join('/')}`}>
      {name.join('/')}
    </Link>
  );
}
