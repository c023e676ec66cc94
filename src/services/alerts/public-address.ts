import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Where a receiver may be: the public internet, and what its `allowPrivate` names. */

/** Gives every address of a name. */
export type LookUp = (host: string) => Promise<readonly LookupAddress[]>;

export const systemLookUp: LookUp = (host) => lookup(host, { all: true });

/** Its message names no address: it would tell what stands inside. */
export class NotPublic extends Error {
  constructor(host: string) {
    super(
      `${host} is at an address that is not public; name its range in allowPrivate if that is meant`,
    );
    this.name = 'NotPublic';
  }
}

/**
 * The one address to connect to. A name is looked up this once; every address that it has must be
 * allowed, since whoever controls the name could shift it between two looks. Rejects with `NotPublic`,
 * and as the look-up does.
 */
export async function pinnedAddress(
  host: string,
  allowPrivate: readonly string[],
  lookUp: LookUp,
): Promise<LookupAddress> {
  const literal = host.replace(/^\[(.*)\]$/, '$1');
  const found = ipaddr.isValid(literal) ? [{ address: literal }] : await lookUp(host);
  const addresses = found.map(({ address }) => address);
  if (addresses.length === 0 || !addresses.every((each) => isAllowed(each, allowPrivate))) {
    throw new NotPublic(host);
  }
  const [address = ''] = addresses;
  return { address, family: ipaddr.parse(address).kind() === 'ipv6' ? 6 : 4 };
}

/** Only what is known to be public: ranges of special purpose, also later ones, are not. */
function isAllowed(text: string, allowPrivate: readonly string[]): boolean {
  // An IPv4 address within an IPv6 one is the IPv4 one.
  const address = ipaddr.process(text);
  if (address.range() === 'unicast') return true;
  return allowPrivate.some((range) => contains(range, address));
}

function contains(range: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const [base, prefix] = parseRange(range);
  return base.kind() === address.kind() && address.match(base, prefix);
}

function parseRange(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (range.includes('/')) return ipaddr.parseCIDR(range);
  const base = ipaddr.parse(range);
  return [base, base.kind() === 'ipv4' ? 32 : 128];
}
