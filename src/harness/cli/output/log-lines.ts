import type { AuditEntry, Event } from '../../../ports/state-store.ts';
import type { Paint } from './palette.ts';
import { safeLine } from './safe-text.ts';
import { padEnd } from './width.ts';
import { firstLine } from './words.ts';

/** One line for an entry, in columns of a fixed width: a live log cannot know what is still to come. */
export function eventLine(event: Event, paint: Paint): string {
  const { time, type, reason, subject, message } = event;
  return columns(
    [shortTime(time), 20],
    [paint(type === 'Warning' ? 'warn' : 'muted', padEnd(type, 7)), 0],
    [reason, 11],
    [subject, 24],
    [firstLine(message), 0],
  );
}

export function auditLine(entry: AuditEntry, paint: Paint): string {
  const { time, actor, action, subject = '-', planFingerprint = '', result } = entry;
  return columns(
    [shortTime(time), 20],
    [actor, 20],
    [action, 12],
    [subject, 24],
    [paint(/^(failed|refused|timed-out)/.test(result) ? 'warn' : 'muted', padEnd(result, 11)), 0],
    [planFingerprint === '' ? '' : `plan ${planFingerprint.slice(0, 12)}`, 0],
  );
}

function columns(...cells: readonly (readonly [text: string, width: number])[]): string {
  const text = cells.map(([cell, width]) => (width === 0 ? cell : padEnd(safeLine(cell), width)));
  return `${text.join('  ').trimEnd()}\n`;
}

/** To the second, as a person reads it. */
function shortTime(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}
