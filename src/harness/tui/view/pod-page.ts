import { formatDuration } from '../../../core/util/duration.ts';
import { formatSize } from '../../../core/util/size.ts';
import { safeLine } from '../../cli/output/safe-text.ts';
import { padEnd } from '../../cli/output/width.ts';
import { age } from '../../cli/output/words.ts';
import type { FleetPod } from '../fleet.ts';
import { changesIn, changesText, gradeOf, nextOf, stateTone, whyOf } from '../state/pod-facts.ts';
import type { PodPage, TopState } from '../state/top-state.ts';
import { eventsOf } from './event-lines.ts';
import { cpuText, roundSize } from './fleet-view.ts';
import type { Line, Span } from './line.ts';
import { condensed, sparkline } from './sparkline.ts';
import type { Glyphs } from './theme.ts';

const LABEL = 14;
const EVENTS_SHOWN = 8;
const MINUTES_TO_SHOW = 2;

/** One pod: what it is, what it uses, its conditions and what happened last. */
export function podLines(state: TopState, page: PodPage, glyphs: Glyphs): readonly Line[] {
  const pod = state.pods.find(({ key }) => key === page.pod);
  if (pod === undefined) return [[{ text: `${page.pod} is gone.`, tone: 'warn' }]];
  const events = eventsOf(state.events, page.pod).slice(-EVENTS_SHOWN);
  return [
    ...facts(state, pod, glyphs),
    ...usageLines(state, pod, glyphs),
    ...dayLines(state, pod, glyphs),
    ...section('Conditions', conditionLines(state, pod)),
    ...section('Last events', events),
  ];
}

function facts(state: TopState, pod: FleetPod, glyphs: Glyphs): Line[] {
  const { status, metadata } = pod.json;
  const now = new Date(state.now);
  const why = whyOf(pod);
  const changes = changesIn(state.plan)(pod);
  const { container } = status;
  return [
    fact('Pod', { text: pod.key, tone: 'strong' }),
    fact('State', { text: `${glyphs[gradeOf(pod)]} ${status.state}`, tone: stateTone(pod) }, why),
    fact('Changes', { text: changes === undefined ? 'not known' : changesText(changes) }),
    fact('Next', { text: nextOf(state.plan)(pod) }),
    fact('Address', { text: status.urls[0] ?? status.localUrl ?? '-' }),
    fact('Image', { text: status.image || '-' }),
    fact('Generation', { text: String(metadata.generation) }),
    fact('Container', { text: container?.name ?? 'there is none' }),
    fact('Running for', { text: age(container?.startedAt ?? '', now) || '-' }),
    fact('Restarts', { text: String(container?.restartCount ?? '-') }),
  ];
}

function fact(label: string, value: Span, more = ''): Line {
  const rest: Span[] = more === '' ? [] : [{ text: `  ${safeLine(more)}`, tone: 'muted' }];
  return [
    { text: padEnd(label, LABEL), tone: 'muted' },
    { ...value, text: safeLine(value.text) },
    ...rest,
  ];
}

function usageLines(state: TopState, pod: FleetPod, glyphs: Glyphs): Line[] {
  const usage = state.usage.get(pod.key);
  if (usage === undefined) return [];
  const { cpus, memoryBytes } = pod.json.status.resources;
  const limit = usage.last.limitBytes || (memoryBytes ?? 0);
  const width = barsWidth(state.size);
  const bars = (samples: readonly number[], ceiling: number): Span => ({
    text: sparkline(samples, ceiling, width, glyphs),
    tone: 'info',
  });
  const memory = `${roundSize(usage.last.memoryBytes)}${limit === 0 ? '' : ` of ${formatSize(limit)}`}`;
  const cores = cpus === null ? '' : ` of ${Math.round(cpus * 100)}%`;
  return [
    [
      { text: padEnd('CPU', LABEL), tone: 'muted' },
      bars(usage.cpus, cpus ?? 0),
      { text: `  ${cpuText(usage)}${cores}` },
    ],
    [
      { text: padEnd('Memory', LABEL), tone: 'muted' },
      bars(usage.memory, limit),
      { text: `  ${memory}` },
    ],
  ];
}

/** As one bar for many minutes; the limit is a full bar, as above. */
function dayLines({ day, size }: TopState, pod: FleetPod, glyphs: Glyphs): Line[] {
  if (day?.pod !== pod.key || day.use.memory.length < MINUTES_TO_SHOW) return [];
  const { cpus, memoryBytes } = pod.json.status.resources;
  const width = barsWidth(size);
  const line = (label: string, samples: readonly number[], ceiling: number): Line => [
    { text: padEnd(label, LABEL), tone: 'muted' },
    { text: sparkline(condensed(samples, width), ceiling, width, glyphs), tone: 'info' },
    { text: `  last ${formatDuration(samples.length * 60)}`, tone: 'muted' },
  ];
  return [
    line('CPU before', day.use.cpus, cpus ?? 0),
    line('Memory before', day.use.memory, memoryBytes ?? 0),
  ];
}

function barsWidth({ columns }: TopState['size']): number {
  return Math.max(10, Math.min(60, columns - LABEL - 24));
}

function conditionLines({ now }: TopState, { json }: FleetPod): Line[] {
  return json.status.conditions.map((condition) => {
    const { type, status, reason, message, lastTransitionTime } = condition;
    // These two are about trouble: True is what is not fine.
    const fine = ABNORMAL.has(type) ? 'False' : 'True';
    const tone = status === fine ? 'good' : status === 'Unknown' ? 'warn' : 'bad';
    const since = age(lastTransitionTime, new Date(now));
    return [
      { text: padEnd(`  ${type}`, LABEL + 2) },
      { text: padEnd(status, 8), tone },
      { text: padEnd(since, 6), tone: 'muted' },
      { text: safeLine(message === '' ? reason : `${reason}: ${message}`) },
    ];
  });
}

const ABNORMAL: ReadonlySet<string> = new Set(['Reconciling', 'Stalled']);

function section(title: string, lines: readonly Line[]): Line[] {
  const none: Line = [{ text: '  none', tone: 'muted' }];
  return [[], [{ text: title, tone: 'strong' }], ...(lines.length === 0 ? [none] : lines)];
}
