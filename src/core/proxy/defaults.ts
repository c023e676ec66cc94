import type { ProxySettings } from '../model/proxy.ts';

/** The reverse proxy when nothing is said about it. */
export const DEFAULT_PROXY: ProxySettings = Object.freeze({
  mode: 'managed',
  externalContainer: '',
  bind: '0.0.0.0',
  httpPort: 80,
  httpsPort: 443,
  traefikImage: 'traefik:v3.7.13',
  socketFilterImage: 'haproxy:3.2.24-alpine',
  acme: undefined,
  publicAddresses: Object.freeze([]),
  door: undefined,
});
