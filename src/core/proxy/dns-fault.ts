/** What is wrong with the addresses that a host's name leads visitors to. */
import type { DnsLead, DnsLook, DnsRoad } from './route-observation.ts';
import type { RouteFault } from './route-verdict.ts';

export function dnsFault(host: string, dns: DnsLook | undefined): RouteFault | undefined {
  switch (dns?.kind) {
    case undefined:
      return undefined;
    case 'none':
      return {
        reason: 'DnsNotFound',
        message: `${host} has no address in DNS; make an A or AAAA record that points to this server`,
      };
    case 'failed':
      return {
        reason: 'DnsFailed',
        message: `the addresses of ${host} could not be asked for (${dns.why}); see this server's resolver`,
      };
    case 'found':
      return elsewhere(host, dns.roads);
  }
}

/** One bad address is enough: some visitors get that one. */
function elsewhere(host: string, roads: readonly DnsRoad[]): RouteFault | undefined {
  const bad = roads.find(({ leads }) => leads.to !== 'own' && leads.to !== 'here');
  if (bad === undefined) return undefined;
  const { address, leads } = bad;
  return {
    reason: 'DnsElsewhere',
    message: `DNS says ${address} for ${host}, ${inWords(address, leads)}`,
  };
}

const NAMED = 'set AGENTPOD_PUBLIC_ADDRESS to it';

function inWords(address: string, leads: DnsLead): string {
  switch (leads.to) {
    case 'other-server':
      return `where another server answers (${leads.subject || 'no common name'}); correct the record, or if that is your load balancer or CDN, ${NAMED}`;
    case 'other-pod':
      return 'where another pod answers under the same certificate; correct the record, or stop the old server';
    case 'nowhere':
      return `which cannot be reached from here (${leads.why}); correct the record, or if ${address} is this server's public address behind NAT, which may not lead back to itself, ${NAMED}`;
    default:
      return 'which is fine';
  }
}
