import { compareText } from '../../../core/util/sort.ts';
import type { FleetPod } from '../fleet.ts';
import {
  type ChangesOf,
  changesIn,
  conditionOf,
  GRADE_ORDER,
  gradeOf,
  nextOf,
  tenantOf,
} from './pod-facts.ts';
import type { FleetView, SortKey, TopState } from './top-state.ts';

/** One row of the fleet: a tenant over its pods, or a pod. */
export type FleetRow =
  | {
      readonly kind: 'tenant';
      readonly name: string;
      readonly ready: number;
      readonly pods: number;
    }
  | { readonly kind: 'pod'; readonly pod: FleetPod };

export interface FleetRows {
  readonly rows: readonly FleetRow[];
  /** The pods among them, in their order. */
  readonly pods: readonly FleetPod[];
}

type Known = Pick<TopState, 'pods' | 'plan' | 'usage'>;

/** What the view shows, in its order. By name, pods stand below their tenant. */
export function fleetRows(state: Known, view: FleetView): FleetRows {
  const found = state.pods.filter(matching(view));
  const pods = sorted(found, state, view);
  if (view.sort !== 'name') return { rows: pods.map((pod) => ({ kind: 'pod', pod })), pods };
  return { rows: grouped(pods), pods };
}

/** Every word has to be found in its name, state, hosts or image; `!word` must not be. */
function matching({ filter, tenant }: FleetView): (pod: FleetPod) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (pod) => {
    if (tenant !== undefined && tenantOf(pod) !== tenant) return false;
    if (words.length === 0) return true;
    const { state, image, hosts } = pod.json.status;
    const text = [pod.key, state, image, ...hosts].join(' ').toLowerCase();
    return words.every((word) =>
      word.startsWith('!') && word.length > 1 ? !text.includes(word.slice(1)) : text.includes(word),
    );
  };
}

function sorted(pods: readonly FleetPod[], state: Known, view: FleetView): readonly FleetPod[] {
  const { sort, descending } = view;
  if (sort === 'name') return descending ? pods.toReversed() : pods;
  const rank = rankBy(sort, state);
  const ranks = new Map(pods.map((pod) => [pod.key, rank(pod)]));
  const order = descending ? -1 : 1;
  const place = (pod: FleetPod) => ranks.get(pod.key) ?? 0;
  return pods.toSorted(
    (a, b) => order * compareRank(place(a), place(b)) || compareText(a.key, b.key),
  );
}

function compareRank(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a), String(b));
}

/** What matters most comes first: the worst, the most, the youngest. */
function rankBy(sort: Exclude<SortKey, 'name'>, state: Known): (pod: FleetPod) => number | string {
  const { usage } = state;
  const changes: ChangesOf = changesIn(state.plan);
  const ready = { False: 0, Unknown: 1, True: 2 } as const;
  switch (sort) {
    case 'state':
      return (pod) => GRADE_ORDER.indexOf(gradeOf(pod));
    case 'ready':
      return ({ json }) => ready[json.status.readiness];
    case 'channels':
      return (pod) => ready[conditionOf(pod, 'ChannelsReady')?.status ?? 'True'];
    case 'changes':
      return (pod) => {
        const { drift = 0, pending = 0 } = changes(pod) ?? {};
        return -(drift * 1000 + pending);
      };
    case 'restarts':
      return ({ json }) => -(json.status.container?.restartCount ?? 0);
    case 'cpu':
      return ({ key }) => -(usage.get(key)?.last.cpus ?? -1);
    case 'memory':
      return ({ key }) => -(usage.get(key)?.last.memoryBytes ?? -1);
    case 'age':
      return ({ json }) => -(Date.parse(json.status.container?.startedAt ?? '') || 0);
    case 'next':
      return nextOf(state.plan);
  }
}

function grouped(pods: readonly FleetPod[]): readonly FleetRow[] {
  const rows: FleetRow[] = [];
  const groups = Map.groupBy(pods, tenantOf);
  for (const [name, own] of groups) {
    const ready = own.filter(({ json }) => json.status.ready).length;
    rows.push({ kind: 'tenant', name, ready, pods: own.length });
    for (const pod of own) rows.push({ kind: 'pod', pod });
  }
  return rows;
}
