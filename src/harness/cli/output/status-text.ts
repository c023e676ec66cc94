import type { Event } from '../../../ports/state-store.ts';
import type { FleetPod } from '../../tui/fleet.ts';
import {
  GRADE_ORDER,
  type Grade,
  gradeOf,
  stateTone,
  tenantOf,
  whyOf,
} from '../../tui/state/pod-facts.ts';
import type { Paint, Tone } from './palette.ts';
import { renderTable } from './table.ts';
import { age, count, firstLine } from './words.ts';

/** What `status` tells. */
export interface FleetStory {
  readonly pods: readonly FleetPod[];
  /** Newest first. */
  readonly warnings: readonly Event[];
  readonly now: Date;
}

export interface StatusTextOptions {
  readonly paint: Paint;
  readonly width: number | undefined;
}

const WORDS: Readonly<Record<Grade, readonly [word: string, tone: Tone]>> = {
  up: ['up', 'good'],
  starting: ['starting', 'warn'],
  trouble: ['not well', 'warn'],
  down: ['down', 'bad'],
  idle: ['meant to be down', 'muted'],
};

const UNWELL_SHOWN = 12;

export function fleetCounts(pods: readonly FleetPod[]): Readonly<Record<Grade, number>> {
  const counts = { up: 0, starting: 0, trouble: 0, down: 0, idle: 0 };
  for (const pod of pods) counts[gradeOf(pod)] += 1;
  return counts;
}

export function statusText(story: FleetStory, options: StatusTextOptions): string {
  const { pods } = story;
  if (pods.length === 0) return 'No pods. Make one: agentpod pod create TENANT/NAME\n';
  const tenants = new Set(pods.map(tenantOf)).size;
  return [
    `${count(pods.length, 'pod')} of ${count(tenants, 'tenant')}: ${countsText(pods, options.paint)}\n`,
    ...unwell(story, options),
    ...warnings(story, options),
  ].join('');
}

function countsText(pods: readonly FleetPod[], paint: Paint): string {
  const counts = fleetCounts(pods);
  return GRADE_ORDER.toReversed()
    .filter((grade) => counts[grade] > 0)
    .map((grade) => {
      const [word, tone] = WORDS[grade];
      return paint(tone, `${counts[grade]} ${word}`);
    })
    .join(', ');
}

function unwell({ pods }: FleetStory, { paint, width }: StatusTextOptions): string[] {
  const found = pods
    .filter((pod) => !['up', 'idle'].includes(gradeOf(pod)))
    .sort((a, b) => GRADE_ORDER.indexOf(gradeOf(a)) - GRADE_ORDER.indexOf(gradeOf(b)));
  if (found.length === 0) return [];
  const rows = found
    .slice(0, UNWELL_SHOWN)
    .map((pod) => [
      pod.key,
      { text: pod.json.status.state, tone: stateTone(pod) },
      firstLine(whyOf(pod)) || '-',
    ]);
  const columns = [
    { title: 'POD', shrinkTo: 16 },
    { title: 'STATE' },
    { title: 'WHY', shrinkTo: 20 },
  ];
  const more = found.length - rows.length;
  const rest = more > 0 ? `and ${more} more: agentpod get pods\n` : '';
  return ['\n', renderTable(columns, rows, { width, paint }), rest];
}

function warnings({ warnings: events, now }: FleetStory, options: StatusTextOptions): string[] {
  if (events.length === 0) return [];
  const rows = events
    .toReversed()
    .map(({ time, subject, reason, message }) => [
      `${age(time, now)} ago`,
      subject,
      reason,
      firstLine(message),
    ]);
  const columns = [
    { title: 'WARNING' },
    { title: 'SUBJECT', shrinkTo: 16 },
    { title: 'REASON' },
    { title: 'MESSAGE', shrinkTo: 20 },
  ];
  return ['\n', renderTable(columns, rows, options)];
}
