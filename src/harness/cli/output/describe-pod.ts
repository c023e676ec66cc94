import type { ObservedVolume } from '../../../core/model/observed.ts';
import { formatSize } from '../../../core/util/size.ts';
import type { PodView } from '../../../core/views/pod-view.ts';
import type { Event } from '../../../ports/state-store.ts';
import { portText } from './change-value.ts';
import {
  conditionLines,
  eventLines,
  type Fact,
  factLines,
  indented,
  section,
} from './describe-parts.ts';
import { driftLines } from './drift-text.ts';
import type { Paint } from './palette.ts';
import { safeLine } from './safe-text.ts';
import { STATE_TONE } from './state-tone.ts';
import { age, count } from './words.ts';

/** What `describe pod` tells. */
export interface PodStory {
  readonly pod: PodView;
  readonly volumes: readonly ObservedVolume[];
  /** Newest first. */
  readonly events: readonly Event[];
  /** Redacted. */
  readonly logLines: readonly string[];
  readonly now: Date;
}

export function describePod(story: PodStory, paint: Paint, width: number | undefined): string {
  const { pod, now } = story;
  return [
    ...factLines(identityFacts(pod, paint)),
    ...section('Container', indented(factLines(containerFacts(story))), paint),
    ...section('Drift', driftLines(pod.drift ?? [], paint, width), paint),
    ...section('Conditions', conditionLines(pod.conditions, { now, paint, width }), paint),
    ...section('Events', eventLines(story.events, { now, paint, width }), paint),
    ...section(
      'Last log lines',
      story.logLines.map((line) => `  ${safeLine(line)}`),
      paint,
    ),
    '',
  ].join('\n');
}

function identityFacts(pod: PodView, paint: Paint): Fact[] {
  return [
    ['Name', pod.key],
    ['State', paint(STATE_TONE[pod.state], pod.state)],
    ['Ready', readyText(pod)],
    ['URL', pod.urls.join(', ')],
    ['Local URL', pod.localUrl],
    ['Image', pod.image],
    ['Generation', String(pod.generation)],
    ['UID', pod.record?.uid],
    ['Config hash', pod.record?.applied?.contentHash],
    ['Spec hash', pod.record?.applied?.specHash],
    ['Secrets', Object.keys(pod.record?.applied?.secrets ?? {}).join(', ')],
    ['On deletion', deletionText(pod)],
  ];
}

function readyText({ ready, readyWhy }: PodView): string {
  const word = { True: 'yes', False: 'no', Unknown: 'unknown' }[ready];
  return readyWhy === '' ? word : `${word} (${safeLine(readyWhy)})`;
}

function deletionText({ record }: PodView): string | undefined {
  if (record === undefined) return undefined;
  return record.deletionPolicy === 'retain'
    ? 'the state volume is kept'
    : 'the state volume goes too';
}

function containerFacts({ pod, volumes, now }: PodStory): Fact[] {
  const { container } = pod;
  if (container === undefined) return [['State', 'there is none']];
  const { detail } = container;
  return [
    ['Name', container.name],
    ['Id', container.id.slice(0, 12)],
    ['State', container.state],
    ['Started', detail && startedText(detail.startedAt, now)],
    ['Restarts', detail && String(detail.restartCount)],
    ['Exit code', detail && container.state !== 'running' ? exitText(detail) : undefined],
    ['Image id', container.imageId],
    ['Network', container.networks.join(', ')],
    ['Ports', container.publish.map(portText).join(', ')],
    ['Volumes', volumes.map(({ name, role }) => `${name} (${role})`).join(', ')],
    ['Limits', limitsText(pod)],
  ];
}

function startedText(startedAt: string, now: Date): string {
  const passed = age(startedAt, now);
  return passed === '' ? 'never' : `${startedAt} (${passed} ago)`;
}

function exitText({ exitCode, oomKilled }: { exitCode: number; oomKilled: boolean }): string {
  return oomKilled ? `${exitCode} (out of memory)` : String(exitCode);
}

function limitsText({ cpus, memoryBytes }: PodView): string | undefined {
  if (cpus === undefined || memoryBytes === undefined) return undefined;
  return `${count(cpus, 'core')}, ${formatSize(memoryBytes)} memory`;
}
