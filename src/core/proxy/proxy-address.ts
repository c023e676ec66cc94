import { hostAddress } from '../util/subnet.ts';

/** The proxy's own address on every tenant network, the only one that gateways believe. */
export function proxyAddress(subnet: string): string {
  return hostAddress(subnet, 2);
}

/** Where this machine reaches entry points that are published on an address, or on all. */
export function entryAddress(bind: string): string {
  switch (bind) {
    case '0.0.0.0':
      return '127.0.0.1';
    case '::':
      return '::1';
    default:
      return bind;
  }
}
