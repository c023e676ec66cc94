import type { SortKey } from '../state/top-state.ts';

/** Which columns of the fleet fit, and how wide each is. */
export interface FleetColumn {
  readonly id: SortKey | 'why';
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
}

export const GAP = 2;
const NAME_MIN = 21;
const NAME_MAX = 40;
const WHY_MIN = 20;

/** In the order in which they stand. The name takes what the others leave. */
const COLUMNS: readonly FleetColumn[] = [
  { id: 'state', title: 'STATE', width: 13, align: 'left' },
  { id: 'ready', title: 'READY', width: 7, align: 'left' },
  { id: 'channels', title: 'CHANNELS', width: 8, align: 'left' },
  { id: 'changes', title: 'CHANGES', width: 13, align: 'left' },
  { id: 'restarts', title: 'RESTARTS', width: 8, align: 'right' },
  { id: 'cpu', title: 'CPU', width: 5, align: 'right' },
  { id: 'memory', title: 'MEMORY', width: 11, align: 'right' },
  { id: 'age', title: 'AGE', width: 5, align: 'right' },
  { id: 'next', title: 'NEXT', width: 7, align: 'left' },
];

/** What goes first where there is no room; name and state stay whatever the width. */
export const DROP_ORDER: readonly FleetColumn['id'][] = [
  'why',
  'next',
  'age',
  'channels',
  'restarts',
  'cpu',
  'memory',
  'ready',
  'changes',
];

/** The first is the name. Together with the gaps they take at most `columns`. */
export function fleetColumns(columns: number): readonly FleetColumn[] {
  const dropped = new Set<FleetColumn['id']>(['why']);
  const kept = () => COLUMNS.filter(({ id }) => !dropped.has(id));
  for (const id of DROP_ORDER) {
    if (needed(kept()) + NAME_MIN <= columns) break;
    dropped.add(id);
  }
  const shown = kept();
  const room = columns - needed(shown);
  const why = room - NAME_MAX - GAP;
  const name = Math.max(1, Math.min(NAME_MAX, room));
  const all: FleetColumn[] = [{ id: 'name', title: 'NAME', width: name, align: 'left' }, ...shown];
  if (why < WHY_MIN) return all;
  return [...all, { id: 'why', title: 'WHY', width: why, align: 'left' }];
}

function needed(columns: readonly FleetColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, 0);
}
