import { certificateFault } from '../proxy/certificate-fault.ts';
import type { CertificateLook } from '../proxy/route-observation.ts';
import { type DoctorFinding, error, fine, warning } from './finding.ts';
import type { DnsSight, DoctorObservation, HostSight } from './observation.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Renewals come a month before the end: this close to it they have failed for weeks. */
const RENEWAL_FAILED_DAYS = 14;

/** Every public host: its name leads here, and its certificate holds for some time. */
export function judgeHosts({ hosts, now }: DoctorObservation): readonly DoctorFinding[] {
  return hosts.flatMap((seen) => [
    ...(seen.dns === undefined ? [] : [judgeDns(seen.host, seen.dns)]),
    ...judgeCertificate(seen, now),
  ]);
}

function judgeDns(host: string, dns: DnsSight): DoctorFinding {
  switch (dns.kind) {
    case 'none':
      return error(
        'dns',
        `${host} has no address in DNS`,
        'make an A or AAAA record for it that points to this machine',
      );
    case 'failed':
      return warning(
        'dns',
        `the addresses of ${host} could not be asked for: ${dns.why}`,
        "see this machine's resolver: resolvectl status",
      );
    case 'found':
      return judgeAddresses(host, dns);
  }
}

/** An address in between (NAT, a load balancer) is as good, and cannot be told from a wrong one. */
function judgeAddresses(
  host: string,
  { addresses, foreign }: Extract<DnsSight, { kind: 'found' }>,
): DoctorFinding {
  if (foreign.length === 0) return fine('dns', `${host} leads here (${addresses.join(', ')})`);
  return warning(
    'dns',
    `DNS says ${foreign.join(', ')} for ${host}, which is no address of this machine`,
    'correct the record; if that address leads here (NAT, a load balancer), set AGENTPOD_PUBLIC_ADDRESS to it',
  );
}

export function judgeCertificate({ host, https }: HostSight, now: Date): readonly DoctorFinding[] {
  if (https === undefined) return [];
  if (https.kind === 'unreachable') {
    const message = `the proxy shows no certificate for ${host}: ${https.why}`;
    return [error('certificate', message, 'see the findings about the proxy')];
  }
  return [judgeShown(host, https.certificate, now)];
}

function judgeShown(host: string, certificate: CertificateLook, now: Date): DoctorFinding {
  const { message, advice } = split(certificateFault(host, certificate)?.message);
  if (message !== '') return error('certificate', message, advice || REPLACE);
  const days = Math.floor((Date.parse(certificate.notAfter) - now.getTime()) / DAY_MS);
  const left = `the certificate of ${host} holds for ${days} more days`;
  if (days >= RENEWAL_FAILED_DAYS) return fine('certificate', left);
  return warning(
    'certificate',
    `${left}, and should have been renewed by now`,
    "see Traefik's log for the authority's answer; agentpod apply renews a local one",
  );
}

const REPLACE = 'give the host another certificate';

/** A fault says what is wrong and, after a semicolon, what to do. */
function split(text = ''): { readonly message: string; readonly advice: string } {
  const at = text.indexOf('; ');
  return at < 0
    ? { message: text, advice: '' }
    : { message: text.slice(0, at), advice: text.slice(at + 2) };
}
