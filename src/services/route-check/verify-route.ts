/** Looks at a route from this machine. What the looks mean is decided in `core/proxy/route-verdict.ts`. */
import { Resolver } from 'node:dns/promises';
import type { RouteObservation } from '../../core/proxy/route-observation.ts';
import { judgeRoute, type RouteVerdict, roadFault } from '../../core/proxy/route-verdict.ts';
import type { RouteCheck } from '../../ports/route-check.ts';
import { trusting } from '../tls/trust.ts';
import { AddressSet } from './address-set.ts';
import { awaitProxy } from './await-proxy.ts';
import { type Check, lookAtAddress, proveOver } from './check.ts';
import { lookDns } from './look-dns.ts';
import { lookRedirect } from './look-redirect.ts';
import { lookUpgrade } from './look-upgrade.ts';
import { machineAddresses } from './machine-addresses.ts';
import { type AddressResolver, resolveHost } from './resolve.ts';

export interface RouteCheckOptions {
  /** Addresses that lead to the proxy although this machine does not have them: NAT, a load balancer. */
  readonly publicAddresses: readonly string[];
  readonly resolver?: AddressResolver;
  readonly ownAddresses?: () => readonly string[];
  /** For one connection with its answer. */
  readonly secondsEach?: number;
  /** For all of it. */
  readonly secondsTotal?: number;
}

const SECONDS_EACH = 4;
const SECONDS_TOTAL = 15;
const DNS_TIMEOUT_MS = 2000;

export function createRouteCheck(options: RouteCheckOptions): RouteCheck {
  const resolver = options.resolver ?? new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 });
  const machine = options.ownAddresses ?? machineAddresses;
  return {
    awaitProxy,
    verifyRoute: async (request, signal) => {
      const trust = trusting(request.authority);
      const deadline = AbortSignal.timeout((options.secondsTotal ?? SECONDS_TOTAL) * 1000);
      const check: Check = {
        request,
        trust,
        seconds: options.secondsEach ?? SECONDS_EACH,
        signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
      };
      const own = new AddressSet([...machine(), ...options.publicAddresses]);
      const verdict = await verify(check, resolver, own);
      signal?.throwIfAborted();
      return verdict;
    },
  };
}

async function verify(
  check: Check,
  resolver: AddressResolver,
  own: AddressSet,
): Promise<RouteVerdict> {
  const { request, signal } = check;
  const { host, proxy, facts } = request;
  const target = { host, proxy: printable(proxy.address, proxy.httpsPort) };
  const [https, resolution, redirect] = await Promise.all([
    lookAtAddress(check, proxy.address),
    request.dns === 'check' ? resolveHost(resolver, host, signal) : undefined,
    proxy.httpPort === undefined
      ? undefined
      : lookRedirect({ address: proxy.address, port: proxy.httpPort, host }, check),
  ]);
  const served = roadFault(target, facts, { https }) === undefined;
  const proved = served ? await proveRoad(check) : {};
  const dns = resolution && (await lookDns(check, { resolution, own, https, proof: proved.proof }));
  return judgeRoute(target, facts, {
    https,
    ...proved,
    ...(dns === undefined ? {} : { dns }),
    ...(redirect === undefined ? {} : { redirect }),
  });
}

async function proveRoad(check: Check): Promise<Pick<RouteObservation, 'proof' | 'upgrade'>> {
  const { request, trust, seconds, signal } = check;
  const { proxy, host, webSocketPath } = request;
  const proof = await proveOver(check, proxy.address);
  if (proof === undefined) return {};
  if (typeof proof === 'string' || webSocketPath === undefined) return { proof };
  const place = { address: proxy.address, port: proxy.httpsPort, host };
  return { proof, upgrade: await lookUpgrade(place, webSocketPath, { trust, seconds, signal }) };
}

function printable(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
