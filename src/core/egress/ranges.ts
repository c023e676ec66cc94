import { within } from '../util/subnet.ts';

/** IPv4 ranges that are not the public internet (IANA's special-purpose registry). */

/** Reached only when a manifest names an address or a range in them. */
export const PRIVATE: readonly string[] = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
];

/** Reached by no pod, whatever a manifest says; with why, in words. */
export const FORBIDDEN: Readonly<Record<string, string>> = {
  '0.0.0.0/8': 'no address of a host',
  '127.0.0.0/8': 'a loopback address',
  '169.254.0.0/16': 'a link-local address, where cloud metadata is served',
  '224.0.0.0/4': 'a multicast address',
  '240.0.0.0/4': 'a reserved address',
};

export function isPrivate(cidr: string): boolean {
  return PRIVATE.some((range) => within(cidr, range));
}

/** Why no pod may reach it; undefined when a manifest may name it. */
export function forbiddenBecause(cidr: string): string | undefined {
  return Object.entries(FORBIDDEN).find(([range]) => within(cidr, range))?.[1];
}

/** Without those that another one covers: a set of intervals must not overlap. */
export function outermost(ranges: readonly string[]): string[] {
  const distinct = [...new Set(ranges)].sort();
  return distinct.filter(
    (range) => !distinct.some((other) => other !== range && within(range, other)),
  );
}
