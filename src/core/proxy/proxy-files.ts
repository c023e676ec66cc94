import type { ProxyFile } from '../model/proxy.ts';
import type { SecretMaterial } from '../model/secret.ts';
import { renderSocketFilterConfig, SOCKET_FILTER } from './socket-filter-config.ts';

/** Files that the proxy's processes read once, when they start. */

export const FILTER_CONFIG_FILE = 'haproxy.cfg';

export function socketFilterFiles(): ProxyFile[] {
  return [{ path: FILTER_CONFIG_FILE, text: renderSocketFilterConfig(SOCKET_FILTER) }];
}

/** The ACME client's credentials, in the certificates' volume. */
export function acmeFiles(secrets: readonly SecretMaterial[]): ProxyFile[] {
  return secrets.map((secret) => ({ path: `acme/${secret.name}`, secret }));
}

/** Name of the ACME authority's own root among the secrets: a public file, but read the same way. */
export const ACME_ROOT = 'ca.pem';
