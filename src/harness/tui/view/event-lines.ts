import { type PodKey, podSubject } from '../../../core/model/resource.ts';
import type { Event } from '../../../ports/state-store.ts';
import { safeLine } from '../../cli/output/safe-text.ts';
import { padEnd } from '../../cli/output/width.ts';
import { firstLine } from '../../cli/output/words.ts';
import type { Line } from './line.ts';

/** One line an event; of one pod only, where one is named. */
export function eventsOf(events: readonly Event[], pod: PodKey | undefined): readonly Line[] {
  const subject = pod === undefined ? undefined : podSubject(pod);
  return events
    .filter((event) => subject === undefined || event.subject === subject)
    .map((event) => eventLine(event));
}

function eventLine({ time, type, reason, subject, message }: Event): Line {
  const isWarning = type === 'Warning';
  return [
    { text: `${time.slice(0, 19).replace('T', ' ')}  `, tone: 'muted' },
    { text: padEnd(type, 9), tone: isWarning ? 'warn' : 'muted' },
    { text: `${padEnd(reason, 14)} ` },
    { text: `${padEnd(subject, 22)}  `, tone: 'info' },
    { text: safeLine(firstLine(message)) },
  ];
}
