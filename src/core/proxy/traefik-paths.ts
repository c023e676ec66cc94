/** Folders inside Traefik's container. */
export const ROUTES_DIR = '/etc/traefik/routes';
export const CERTIFICATES_DIR = '/var/lib/traefik';
/** What the ACME client needs; in the volume of the certificates, which is as secret. */
export const ACME_DIR = `${CERTIFICATES_DIR}/acme`;
