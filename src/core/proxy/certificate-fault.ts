/** What is wrong with a certificate that the proxy shows for a host. */
import type { CertificateLook } from './route-observation.ts';
import type { RouteFault } from './route-verdict.ts';

/** Traefik makes it at every start, and shows it for hosts that it has nothing else for. */
const DEFAULT_SUBJECT = 'TRAEFIK DEFAULT CERT';

/** Codes of Node's for a certificate whose signer this machine does not know. */
export const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

export function isDefaultCertificate({ subject }: CertificateLook): boolean {
  return subject === DEFAULT_SUBJECT;
}

export function certificateFault(
  host: string,
  certificate: CertificateLook,
): RouteFault | undefined {
  if (isDefaultCertificate(certificate)) {
    return {
      reason: 'CertificatePending',
      message: `the proxy has no certificate for ${host} yet and shows its own default; wait for it; if it does not come, see Traefik's log for the authority's answer, repair what that names, and restart the proxy to have it ask at once`,
    };
  }
  if (certificate.problem === undefined) return undefined;
  return {
    reason: 'CertificateInvalid',
    message: `the certificate that the proxy shows for ${host} ${inWords(certificate.problem, certificate)}`,
  };
}

function inWords(problem: string, { subject, issuer, notAfter }: CertificateLook): string {
  switch (problem) {
    case 'CERT_HAS_EXPIRED':
      return `expired at ${notAfter}; see Traefik's log for why it was not renewed`;
    case 'CERT_NOT_YET_VALID':
      return "is not valid yet; set this machine's clock";
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `is for other names (${subject || 'no common name'}); remove it from Traefik's configuration, or give the host one`;
  }
  if (!UNTRUSTED.has(problem)) return `is not accepted: ${problem}`;
  const staging = /\(STAGING\)/.test(issuer) ? '; the ACME staging switch is on' : '';
  return `is from an authority that nobody trusts (${issuer || 'no name'})${staging}; get one by ACME, or trust the authority`;
}
