import type { Pod } from '../server.ts';
import { SEVERITIES, type Severity, severityOf, sinceOf } from './severity.ts';

export interface Group {
  readonly tenant: string;
  readonly pods: readonly Pod[];
}

export type Counts = Readonly<Record<Severity, number>>;

/** What to show of the fleet; as it stands in the address, so that a view can be kept as a bookmark. */
export interface FleetChoice {
  readonly text: string;
  readonly severity: Severity | undefined;
  readonly sort: Sort;
}

/** `trouble`: tenants with something bad first; `since`: what changed last first. */
export type Sort = (typeof SORTS)[number];

export const SORTS = ['trouble', 'name', 'since'] as const;
export const WHOLE_FLEET: FleetChoice = { text: '', severity: undefined, sort: 'trouble' };

export function readChoice(search: string): FleetChoice {
  const query = new URLSearchParams(search);
  const severity = SEVERITIES.find((each) => each === query.get('state'));
  const sort = SORTS.find((each) => each === query.get('sort')) ?? WHOLE_FLEET.sort;
  return { text: query.get('q') ?? '', severity, sort };
}

/** Without what is not chosen; `?` and the rest, or nothing. */
export function writeChoice({ text, severity, sort }: FleetChoice): string {
  const query = new URLSearchParams();
  if (text !== '') query.set('q', text);
  if (severity !== undefined) query.set('state', severity);
  if (sort !== WHOLE_FLEET.sort) query.set('sort', sort);
  return query.size > 0 ? `?${query}` : '';
}

export function count(pods: readonly Pod[]): Counts {
  const counts: Record<Severity, number> = { bad: 0, busy: 0, good: 0, off: 0 };
  for (const pod of pods) counts[severityOf(pod)] += 1;
  return counts;
}

/** Every word of the text has to stand in the pod's name, tenant, state, image or host. */
export function choose(
  pods: readonly Pod[],
  { text, severity }: Omit<FleetChoice, 'sort'>,
): readonly Pod[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return pods.filter((pod) => {
    if (severity !== undefined && severityOf(pod) !== severity) return false;
    const { metadata, status } = pod;
    const places = [
      `${metadata.tenant}/${metadata.name}`,
      status.state,
      status.image,
      ...status.hosts,
    ];
    const whole = places.join(' ').toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}

/** By tenant, each tenant's pods in the same order as the tenants. */
export function group(pods: readonly Pod[], sort: Sort = WHOLE_FLEET.sort): readonly Group[] {
  const byTenant = Map.groupBy(pods, ({ metadata }) => metadata.tenant);
  const podOrder = sort === 'since' ? byLatest : byName;
  const groups = [...byTenant].map(([tenant, own]) => ({ tenant, pods: own.toSorted(podOrder) }));
  return groups.toSorted(
    (a, b) => GROUP_ORDER[sort](a.pods, b.pods) || (a.tenant < b.tenant ? -1 : 1),
  );
}

type Order = (a: readonly Pod[], b: readonly Pod[]) => number;

const GROUP_ORDER: Readonly<Record<Sort, Order>> = {
  trouble: (a, b) => Number(hasTrouble(b)) - Number(hasTrouble(a)),
  name: () => 0,
  since: ([a], [b]) => (a === undefined || b === undefined ? 0 : byLatest(a, b)),
};

function hasTrouble(pods: readonly Pod[]): boolean {
  return pods.some((pod) => severityOf(pod) === 'bad');
}

function byName(a: Pod, b: Pod): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** Of one that never became anything, nothing is known: it comes last. */
function byLatest(a: Pod, b: Pod): number {
  return (sinceOf(b) ?? '').localeCompare(sinceOf(a) ?? '') || byName(a, b);
}
