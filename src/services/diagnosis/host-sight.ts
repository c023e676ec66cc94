import type { DnsSight, HostSight } from '../../core/doctor/observation.ts';
import { isLocalHost } from '../../core/proxy/local-host.ts';
import type { AddressSet } from '../route-check/address-set.ts';
import { lookHttps } from '../route-check/look-https.ts';
import { type AddressResolver, resolveHost } from '../route-check/resolve.ts';
import { trusting } from '../tls/trust.ts';

export interface HostLook {
  readonly resolver: AddressResolver;
  /** Addresses that lead to the proxy. */
  readonly own: AddressSet;
  /** Undefined without a proxy on this machine. */
  readonly httpsPort: number | undefined;
  /** PEM, beside the system's. */
  readonly authority: string | undefined;
}

const SECONDS = 5;

/** Where a host's name leads, and the certificate that the proxy shows for it. */
export async function hostSight(host: string, look: HostLook): Promise<HostSight> {
  const signal = AbortSignal.timeout(SECONDS * 1000);
  const [dns, https] = await Promise.all([
    isLocalHost(host) ? undefined : dnsSight(host, look, signal),
    look.httpsPort === undefined
      ? undefined
      : lookHttps({ address: '127.0.0.1', port: look.httpsPort, host }, '/', {
          trust: trusting(look.authority),
          seconds: SECONDS,
          signal,
        }),
  ]);
  return {
    host,
    ...(dns === undefined ? {} : { dns }),
    ...(https === undefined ? {} : { https }),
  };
}

async function dnsSight(host: string, look: HostLook, signal: AbortSignal): Promise<DnsSight> {
  const found = await resolveHost(look.resolver, host, signal);
  if (found.kind !== 'found') return found;
  return { ...found, foreign: found.addresses.filter((address) => !look.own.has(address)) };
}
