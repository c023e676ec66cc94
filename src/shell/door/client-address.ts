import { BlockList, isIP } from 'node:net';

/** Who speaks: the peer, or whom the reverse proxy says that it speaks for. */
export type AddressReader = (peer: string | undefined, forwardedFor: string | undefined) => string;

const UNKNOWN = 'unknown';

/**
 * `X-Forwarded-For` counts only when a trusted proxy sent it, and then only its last entry: that one the
 * proxy wrote itself, all before it the client may have made up.
 */
export function addressReader(trustedProxies: readonly string[]): AddressReader {
  const trusted = addressList(trustedProxies);
  return (peer, forwardedFor) => {
    const address = readAddress(peer);
    if (address === undefined) return UNKNOWN;
    if (!trusted(address)) return address;
    return readAddress(forwardedFor?.split(',').at(-1)) ?? address;
  };
}

/** Whether an address is one of these addresses and CIDRs. */
export function addressList(ranges: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const range of ranges) addTo(list, range);
  return (text) => {
    const address = readAddress(text);
    return address !== undefined && list.check(address, familyOf(address));
  };
}

/** One subscriber is one address in IPv4 and one /64 in IPv6. */
export function subscriberOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const whole = [...groups, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

function addTo(list: BlockList, proxy: string): void {
  const [address = '', prefix] = proxy.split('/');
  if (prefix === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(prefix), familyOf(address));
}

/** An IPv4 peer of a socket for both families comes in IPv6 clothes. */
function readAddress(text: string | undefined): string | undefined {
  const address =
    text
      ?.trim()
      .toLowerCase()
      .replace(/^::ffff:(?=\d+\.)/, '') ?? '';
  return isIP(address) === 0 ? undefined : address;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
