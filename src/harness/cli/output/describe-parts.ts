import type { Condition } from '../../../core/model/condition.ts';
import type { Event } from '../../../ports/state-store.ts';
import type { Paint } from './palette.ts';
import { safeLine } from './safe-text.ts';
import { renderTable } from './table.ts';
import { age, firstLine } from './words.ts';

/** Building blocks of `describe`: facts, conditions and events in aligned columns. */
export type Fact = readonly [label: string, value: string | undefined];

export interface PartOptions {
  readonly now: Date;
  readonly paint: Paint;
  readonly width: number | undefined;
}

const LABEL_WIDTH = 14;

/** Facts without a value are left out. */
export function factLines(facts: readonly Fact[]): string[] {
  return facts
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([label, value]) => `${`${label}:`.padEnd(LABEL_WIDTH)}${value}`);
}

export function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint('strong', title), ...lines];
}

export function conditionLines(conditions: readonly Condition[], options: PartOptions): string[] {
  if (conditions.length === 0) return [];
  const columns = [
    { title: 'TYPE' },
    { title: 'STATUS' },
    { title: 'SINCE', align: 'right' as const },
    { title: 'REASON' },
    { title: 'MESSAGE', shrinkTo: 20 },
  ];
  const rows = conditions.map((item) => [
    item.type,
    { text: item.status, tone: isFine(item) ? ('good' as const) : ('bad' as const) },
    age(item.lastTransitionTime, options.now),
    item.reason,
    item.message,
  ]);
  return tableLines(renderTable(columns, rows, options));
}

/** `Reconciling` and `Stalled` are abnormal when True, all others when not. */
function isFine({ type, status }: Condition): boolean {
  const abnormal = type === 'Reconciling' || type === 'Stalled';
  return status === (abnormal ? 'False' : 'True');
}

export function eventLines(events: readonly Event[], options: PartOptions): string[] {
  const { now, paint } = options;
  return events.map((event) => {
    const when = `${age(event.time, now)} ago`.padEnd(10);
    const reason = paint(event.type === 'Warning' ? 'warn' : 'muted', event.reason);
    return `  ${when}${reason}  ${safeLine(firstLine(event.message))}`;
  });
}

function tableLines(table: string): string[] {
  return indented(table.trimEnd().split('\n'));
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
