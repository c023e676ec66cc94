/** Goes to the addresses that DNS gives for a host, and sees whether the same proxy answers there. */
import type {
  DnsLead,
  DnsLook,
  DnsRoad,
  HttpsLook,
  RouteProof,
} from '../../core/proxy/route-observation.ts';
import type { AddressSet } from './address-set.ts';
import { type Check, lookAtAddress, proveOver } from './check.ts';
import type { Resolution } from './resolve.ts';

/** A name with more addresses than this is a load balancer's: the first ones tell as much. */
const MAX_ROADS = 8;

interface Known {
  readonly resolution: Resolution;
  readonly own: AddressSet;
  /** Of the proxy itself. */
  readonly https: HttpsLook;
  readonly proof: RouteProof | undefined;
}

export async function lookDns(check: Check, known: Known): Promise<DnsLook> {
  const { resolution, own } = known;
  if (resolution.kind !== 'found') return resolution;
  const roads = resolution.addresses.slice(0, MAX_ROADS).map(
    async (address): Promise<DnsRoad> => ({
      address,
      leads: own.has(address) ? { to: 'own' } : await follow(check, address, known),
    }),
  );
  return { kind: 'found', roads: await Promise.all(roads) };
}

/**
 * The proof carries a credential of the pod, so it goes only where the proxy's own certificate is
 * shown: whoever the name leads to by mistake must not get it.
 */
async function follow(
  check: Check,
  address: string,
  { https, proof }: Pick<Known, 'https' | 'proof'>,
): Promise<DnsLead> {
  const there = await lookAtAddress(check, address);
  if (there.kind === 'unreachable') return { to: 'nowhere', why: there.why };
  const { subject, fingerprint } = there.certificate;
  if (https.kind === 'unreachable' || https.certificate.fingerprint !== fingerprint) {
    return { to: 'other-server', subject };
  }
  if (proof !== 'same') return { to: 'here' };
  const proved = await proveOver(check, address);
  if (typeof proved === 'object') return { to: 'nowhere', why: proved.failed };
  return { to: proved === 'other' ? 'other-pod' : 'here' };
}
