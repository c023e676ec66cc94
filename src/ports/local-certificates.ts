import type { Secret } from '../core/model/secret.ts';
import type { LocalCertificateStatus } from '../core/proxy/certificate-due.ts';

/**
 * Certificates for hosts that no public authority certifies, from an authority of this installation.
 * Failures are `AgentPodError`s of InvalidInput: `AuthorityExposed`, `AuthorityInvalid`,
 * `AuthorityExpired`, `AuthorityConstrained`, `TooManyHosts`, `CertificateUnwritable`.
 */
export interface LocalCertificates {
  /** What was issued last; undefined when nothing was. */
  status(): Promise<LocalCertificateStatus | undefined>;
  /**
   * One certificate for all these hosts, valid for 90 days at most; makes the authority when there is
   * none. An authority whose first hosts were all local can never certify other names.
   */
  issue(hosts: readonly string[]): Promise<IssuedCertificate>;
  /** The authority's certificate, PEM, for those who are to trust it; undefined when there is none. */
  authority(): Promise<string | undefined>;
}

export interface IssuedCertificate {
  /** PEM, the certificate first and then its authority. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: Secret;
}
