import { sha256 } from '../util/hash.ts';
import { addressesOf, hostAddress, upperHalf } from '../util/subnet.ts';

/**
 * How a tenant's /25 is divided: `.1` the gateway, `.2` the reverse proxy, `.32` to `.63` what the Engine
 * gives to containers that ask for no address, the upper half for pods, each with a lease.
 */
export const TENANT_PREFIX = 25;

const GATEWAY = 1;
const DYNAMIC = 32;
const DYNAMIC_PREFIX = 27;

export function gatewayAddress(subnet: string): string {
  return hostAddress(subnet, GATEWAY);
}

/** Apart from the pods' half, so that the Engine never gives a pod's address to somebody else. */
export function dynamicRange(subnet: string): string {
  return `${hostAddress(subnet, DYNAMIC)}/${DYNAMIC_PREFIX}`;
}

/** Lowest first; the broadcast address is left out. */
export function podAddresses(subnet: string): string[] {
  return addressesOf(upperHalf(subnet)).slice(0, -1);
}

/** Fixed by name, so that rules about it can stand before it does. At most 15 characters. */
export function bridgeName(network: string): string {
  return `ap-${sha256(network).slice(0, 12)}`;
}
