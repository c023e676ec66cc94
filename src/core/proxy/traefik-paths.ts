import { sha256 } from '../util/hash.ts';

/** Folders inside Traefik's container. */
export const ROUTES_DIR = '/etc/traefik/routes';
export const CERTIFICATES_DIR = '/var/lib/traefik';
/** What the ACME client needs; in the volume of the certificates, which is as secret. */
export const ACME_DIR = `${CERTIFICATES_DIR}/acme`;

/**
 * Accounts and certificates, in a file for each authority: Traefik goes on showing what lies in it,
 * whoever gave it, so that certificates of a staging server would outlive the switch by two months.
 */
export function acmeStorage(server: string): string {
  return `${CERTIFICATES_DIR}/acme-${sha256(server).slice(0, 12)}.json`;
}
