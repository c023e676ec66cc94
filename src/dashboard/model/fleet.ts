import type { Pod } from '../server.ts';
import { type Severity, severityOf } from './severity.ts';

export interface Group {
  readonly tenant: string;
  readonly pods: readonly Pod[];
}

export type Counts = Readonly<Record<Severity, number>>;

/** What to show of the fleet; as it stands in the address, so that a view can be kept as a bookmark. */
export interface FleetChoice {
  readonly text: string;
  readonly severity: Severity | undefined;
}

const SEVERITIES: readonly Severity[] = ['bad', 'busy', 'good', 'off'];

export function readChoice(search: string): FleetChoice {
  const query = new URLSearchParams(search);
  const severity = SEVERITIES.find((each) => each === query.get('state'));
  return { text: query.get('q') ?? '', severity };
}

/** Without what is not chosen; `?` and the rest, or nothing. */
export function writeChoice({ text, severity }: FleetChoice): string {
  const query = new URLSearchParams();
  if (text !== '') query.set('q', text);
  if (severity !== undefined) query.set('state', severity);
  return query.size > 0 ? `?${query}` : '';
}

export function count(pods: readonly Pod[]): Counts {
  const counts: Record<Severity, number> = { bad: 0, busy: 0, good: 0, off: 0 };
  for (const pod of pods) counts[severityOf(pod)] += 1;
  return counts;
}

/** Every word of the text has to stand in the pod's name, tenant, state, image or host. */
export function choose(pods: readonly Pod[], { text, severity }: FleetChoice): readonly Pod[] {
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

/** By tenant; those with something bad first, then by name. */
export function group(pods: readonly Pod[]): readonly Group[] {
  const byTenant = Map.groupBy(pods, ({ metadata }) => metadata.tenant);
  const groups = [...byTenant].map(([tenant, own]) => ({ tenant, pods: own.toSorted(byName) }));
  const isBad = ({ pods: own }: Group): boolean => own.some((pod) => severityOf(pod) === 'bad');
  return groups.toSorted(
    (a, b) => Number(isBad(b)) - Number(isBad(a)) || (a.tenant < b.tenant ? -1 : 1),
  );
}

function byName(a: Pod, b: Pod): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
