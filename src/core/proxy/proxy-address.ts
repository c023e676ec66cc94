import { hostAddress } from '../util/subnet.ts';

/** The proxy's own address on every tenant network, the only one that gateways believe. */
export function proxyAddress(subnet: string): string {
  return hostAddress(subnet, 2);
}
