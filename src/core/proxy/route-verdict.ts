/**
 * Names the one thing that keeps a route from working, from what a look at it saw. The order is that in
 * which somebody has to repair: what stands nearer to the proxy comes first.
 */

import { answerFault } from './answer-fault.ts';
import { certificateFault, isDefaultCertificate } from './certificate-fault.ts';
import { dnsFault } from './dns-fault.ts';
import type {
  RedirectLook,
  RouteFacts,
  RouteObservation,
  UpgradeLook,
} from './route-observation.ts';

/** Every reason that a route can be not ready for. */
export const ROUTE_REASONS = [
  'ProxyUnreachable',
  'RouteNotFound',
  'LabelMissing',
  'WrongNetwork',
  'PortWrong',
  'CertificatePending',
  'CertificateInvalid',
  'ProxyNotTrusted',
  'AccessDenied',
  'GatewayUnreachable',
  'GatewayNotReady',
  'UpgradeRefused',
  'OtherPod',
  'ProofFailed',
  'DnsNotFound',
  'DnsElsewhere',
  'DnsFailed',
  'RedirectMissing',
] as const;

export type RouteReason = (typeof ROUTE_REASONS)[number];

export interface RouteFault {
  readonly reason: RouteReason;
  /** What is seen, and what to do. */
  readonly message: string;
}

export type RouteVerdict = { readonly ready: true } | ({ readonly ready: false } & RouteFault);

export interface RouteTarget {
  readonly host: string;
  /** Where the proxy is reached, e.g. `127.0.0.1:443`. */
  readonly proxy: string;
}

export function judgeRoute(
  target: RouteTarget,
  facts: RouteFacts,
  seen: RouteObservation,
): RouteVerdict {
  const fault =
    roadFault(target, facts, seen) ??
    proofFault(target, seen) ??
    dnsFault(target.host, seen.dns) ??
    redirectFault(target.host, seen.redirect);
  return fault === undefined ? { ready: true } : { ready: false, ...fault };
}

/** What keeps a request through the proxy from an answer of the agent; undefined: it was answered. */
export function roadFault(
  target: RouteTarget,
  facts: RouteFacts,
  { https, dns }: Pick<RouteObservation, 'https' | 'dns'>,
): RouteFault | undefined {
  if (https.kind === 'unreachable') {
    return {
      reason: 'ProxyUnreachable',
      message: `no TLS connection to the reverse proxy at ${target.proxy}: ${https.why}; see that Traefik runs and publishes that port`,
    };
  }
  const answer = answerFault(target.host, facts, https);
  if (answer?.reason === 'LabelMissing' || answer?.reason === 'RouteNotFound') return answer;
  // Without the right DNS no authority gives a certificate: that is what has to be repaired then.
  const pending = isDefaultCertificate(https.certificate) ? dnsFault(target.host, dns) : undefined;
  return pending ?? certificateFault(target.host, https.certificate) ?? answer;
}

function proofFault(
  { host }: RouteTarget,
  { proof, upgrade }: RouteObservation,
): RouteFault | undefined {
  if (proof === undefined || proof === 'same') return undefined;
  if (proof === 'other') {
    return {
      reason: 'OtherPod',
      message: `https://${host} is answered by another pod than this one; see that no other container or route file has a rule for this host`,
    };
  }
  return upgradeFault(host, upgrade) ?? { reason: 'ProofFailed', message: notProved(host, proof) };
}

function notProved(host: string, { failed }: { readonly failed: string }): string {
  return `https://${host} answers, but that it is this pod could not be proved: ${failed}`;
}

function upgradeFault(host: string, upgrade: UpgradeLook | undefined): RouteFault | undefined {
  if (upgrade === undefined || upgrade.kind === 'upgraded') return undefined;
  const seen =
    upgrade.kind === 'refused' ? `answered ${upgrade.status}${quoted(upgrade.body)}` : upgrade.why;
  return {
    reason: 'UpgradeRefused',
    message: `https://${host} answers, but not to a WebSocket (${seen}); see that no middleware takes the Connection and Upgrade headers away`,
  };
}

function quoted(body: string): string {
  const line = body.trim().split('\n')[0]?.slice(0, 120) ?? '';
  return line === '' ? '' : ` "${line}"`;
}

function redirectFault(host: string, look: RedirectLook | undefined): RouteFault | undefined {
  if (look === undefined) return undefined;
  const todo = 'give the entry point for HTTP a redirection to the one for HTTPS';
  if (look.kind === 'unreachable') {
    return {
      reason: 'RedirectMissing',
      message: `http://${host} is not reached: ${look.why}; publish the proxy's port for HTTP, and ${todo}`,
    };
  }
  if (redirects(host, look)) return undefined;
  const place = look.location === '' ? '' : ` to ${look.location.slice(0, 200)}`;
  return {
    reason: 'RedirectMissing',
    message: `http://${host} answers ${look.status}${place} and does not lead to https://${host}; ${todo}`,
  };
}

function redirects(
  host: string,
  { status, location }: { readonly status: number; readonly location: string },
): boolean {
  if (![301, 302, 303, 307, 308].includes(status)) return false;
  const [scheme, rest = ''] = location.toLowerCase().split('://', 2);
  return scheme === 'https' && rest.split(/[:/?#]/, 1)[0] === host;
}
