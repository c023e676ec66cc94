import { formatSize } from '../../../core/util/size.ts';
import { safeLine } from '../../cli/output/safe-text.ts';
import { padEnd, padStart, truncate } from '../../cli/output/width.ts';
import { age } from '../../cli/output/words.ts';
import type { FleetPod } from '../fleet.ts';
import { fleetHeight } from '../state/fleet-cursor.ts';
import { type FleetRow, fleetRows } from '../state/fleet-rows.ts';
import {
  type ChangesOf,
  changesIn,
  changesText,
  conditionOf,
  gradeOf,
  nextOf,
  stateTone,
  whyOf,
} from '../state/pod-facts.ts';
import type { FleetView, TopState, Usage } from '../state/top-state.ts';
import { type FleetColumn, fleetColumns, GAP } from './columns.ts';
import { inverted, type Line, type Span } from './line.ts';
import type { Glyphs } from './theme.ts';

/** The head and as many rows as fit; only these are made, however many pods there are. */
export function fleetLines(state: TopState, view: FleetView, glyphs: Glyphs): readonly Line[] {
  const columns = fleetColumns(state.size.columns);
  const { rows } = fleetRows(state, view);
  const drawing: Drawing = {
    columns,
    glyphs,
    now: new Date(state.now),
    usage: (pod) => state.usage.get(pod.key),
    changes: changesIn(state.plan),
    next: nextOf(state.plan),
  };
  const shown = rows.slice(view.top, view.top + fleetHeight(state));
  if (rows.length === 0)
    return [head(columns, view), [{ text: emptyText(state, view), tone: 'muted' }]];
  return [
    head(columns, view),
    ...shown.map((row) => {
      const line = rowLine(row, drawing);
      return row.kind === 'pod' && row.pod.key === view.cursor ? inverted(line) : line;
    }),
  ];
}

interface Drawing {
  readonly columns: readonly FleetColumn[];
  readonly glyphs: Glyphs;
  readonly now: Date;
  readonly usage: (pod: FleetPod) => Usage | undefined;
  readonly changes: ChangesOf;
  readonly next: (pod: FleetPod) => string;
}

function emptyText({ pods, link }: TopState, { filter, tenant }: FleetView): string {
  if (link.kind === 'connecting') return 'Looking at the fleet …';
  if (link.kind === 'lost' && link.seenAt === undefined)
    return 'Nothing is known of the fleet yet.';
  if (pods.length === 0) return 'No pods yet. Make one: agentpod pod create TENANT/NAME';
  const where = tenant === undefined ? '' : ` in tenant ${tenant}`;
  return filter === ''
    ? `No pods${where}.`
    : `No pod fits "${filter}"${where}; esc clears the filter.`;
}

function head(columns: readonly FleetColumn[], { sort, descending }: FleetView): Line {
  const arrow = descending ? '↓' : '↑';
  return joined(
    columns.map((column) => ({
      text: cut(column.id === sort ? `${column.title}${arrow}` : column.title, column),
      tone: 'strong',
    })),
  );
}

function rowLine(row: FleetRow, drawing: Drawing): Line {
  if (row.kind === 'pod') {
    return joined(drawing.columns.map((column) => cell(row.pod, column, drawing)));
  }
  const { name, ready, pods } = row;
  const tone = ready === pods ? 'good' : 'warn';
  return [
    { text: `${name} `, tone: 'strong' },
    { text: `${ready}/${pods} ready`, tone },
  ];
}

function cell(pod: FleetPod, column: FleetColumn, drawing: Drawing): Span {
  const { text, ...style } = content(pod, column.id, drawing);
  return { text: cut(safeLine(text), column), ...style };
}

function content(pod: FleetPod, id: FleetColumn['id'], drawing: Drawing): Span {
  const { status } = pod.json;
  const { container } = status;
  switch (id) {
    case 'name':
      return { text: `  ${pod.key}` };
    case 'state':
      return { text: `${drawing.glyphs[gradeOf(pod)]} ${status.state}`, tone: stateTone(pod) };
    case 'ready':
      return READY[status.readiness];
    case 'channels':
      return channelsCell(pod);
    case 'changes':
      return changesCell(pod, drawing.changes);
    case 'restarts':
      return { text: container?.restartCount === undefined ? '-' : String(container.restartCount) };
    case 'cpu':
      return { text: cpuText(drawing.usage(pod)) };
    case 'memory':
      return memoryCell(drawing.usage(pod), status.resources.memoryBytes);
    case 'age':
      return { text: age(container?.startedAt ?? '', drawing.now) || '-' };
    case 'next':
      return { text: drawing.next(pod) };
    case 'why':
      return { text: whyOf(pod), tone: 'muted' };
  }
}

const READY = {
  True: { text: 'yes', tone: 'good' },
  False: { text: 'no', tone: 'bad' },
  Unknown: { text: 'unknown', tone: 'warn' },
} as const satisfies Record<string, Span>;

function channelsCell(pod: FleetPod): Span {
  const status = conditionOf(pod, 'ChannelsReady')?.status;
  if (status === undefined) return { text: '-', tone: 'muted' };
  if (status === 'True') return { text: 'up', tone: 'good' };
  return status === 'False' ? { text: 'down', tone: 'bad' } : { text: 'unknown', tone: 'warn' };
}

function changesCell(pod: FleetPod, changesOf: ChangesOf): Span {
  const changes = changesOf(pod);
  if (changes === undefined) return { text: '-', tone: 'muted' };
  const text = changesText(changes);
  if (changes.drift > 0) return { text, tone: 'bad' };
  return { text, tone: changes.pending > 0 ? 'warn' : 'muted' };
}

/** In hundredths of a core, as `docker stats` and `top` say it. */
export function cpuText(usage: Usage | undefined): string {
  const cpus = usage?.last.cpus;
  return cpus === undefined ? '-' : `${Math.round(cpus * 100)}%`;
}

const MEMORY_HIGH = 0.9;

function memoryCell(usage: Usage | undefined, declared: number | null): Span {
  if (usage === undefined) return { text: declared === null ? '-' : `-/${formatSize(declared)}` };
  const { memoryBytes } = usage.last;
  const limit = usage.last.limitBytes || (declared ?? 0);
  const text = `${roundSize(memoryBytes)}/${limit === 0 ? '-' : formatSize(limit)}`;
  return limit > 0 && memoryBytes > limit * MEMORY_HIGH ? { text, tone: 'bad' } : { text };
}

const MIB = 1024 ** 2;

export function roundSize(bytes: number): string {
  return bytes < 10 * 1024 * MIB
    ? `${Math.round(bytes / MIB)}Mi`
    : `${(bytes / MIB / 1024).toFixed(1)}Gi`;
}

function cut(text: string, { width, align }: FleetColumn): string {
  const short = truncate(text, width);
  return align === 'right' ? padStart(short, width) : padEnd(short, width);
}

function joined(cells: readonly Span[]): Line {
  const gap: Span = { text: ' '.repeat(GAP) };
  return cells.flatMap((item, index) => (index === 0 ? [item] : [gap, item]));
}
