/** Renewed when this much of its life is left, so that two months of failures go by unharmed. */
const RENEW_BEFORE_MS = 30 * 24 * 3600 * 1000;

export interface LocalCertificateStatus {
  /** Sorted. */
  readonly hosts: readonly string[];
  /** RFC 3339 UTC. */
  readonly notAfter: string;
}

/** Why the local certificate has to be issued (again), in words; undefined when it serves. */
export function certificateDue(
  status: LocalCertificateStatus | undefined,
  hosts: readonly string[],
  now: Date,
): string | undefined {
  if (hosts.length === 0) return undefined;
  if (status === undefined) return 'there is none yet';
  const missing = hosts.filter((host) => !status.hosts.includes(host));
  if (missing.length > 0) return `it does not cover ${missing.join(', ')}`;
  const left = Date.parse(status.notAfter) - now.getTime();
  if (left <= 0) return `it expired at ${status.notAfter}`;
  return left < RENEW_BEFORE_MS ? `it expires at ${status.notAfter}` : undefined;
}
