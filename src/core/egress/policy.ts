import { type EgressPolicy, OPEN } from '../model/egress.ts';
import type { PodSpec } from '../schema/types.ts';
import { compareText, sortBy } from '../util/sort.ts';
import { isAddress } from '../util/subnet.ts';

type Written = NonNullable<PodSpec['egress']>;

/** What a manifest says about egress, in full. An allow-list alone closes everything else. */
export function resolveEgress(written: Written | undefined): EgressPolicy {
  if (written === undefined || written === 'open') return OPEN;
  if (written === 'none') return { default: 'none', allow: [] };
  const allow = (written.allow ?? []).map(({ to, ports = [] }) => ({
    to,
    ports: [...ports].sort((a, b) => a - b),
  }));
  return {
    default: written.default ?? 'none',
    allow: sortBy(allow, ({ to, ports }) => `${to} ${ports.join()}`),
  };
}

/** Names among the targets, sorted, each once. */
export function hostNames(policies: readonly EgressPolicy[]): string[] {
  const targets = policies.flatMap(({ allow }) => allow.map(({ to }) => to));
  return [...new Set(targets)].filter((to) => !isAddress(to)).sort(compareText);
}

/** `open`, `none`, or the list in one line, for plans. */
export function describeEgress({ default: otherwise, allow }: EgressPolicy): string {
  const places = allow.map(({ to, ports }) => (ports.length > 0 ? `${to}:${ports.join(',')}` : to));
  return [otherwise, ...places].join(' + ');
}
