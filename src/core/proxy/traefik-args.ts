import type { AcmeSettings, ProxySettings } from '../model/proxy.ts';
import { ACME_RESOLVER, HTTPS_ENTRY_POINT } from './route-file.ts';
import { SOCKET_FILTER } from './socket-filter-config.ts';
import { acmeStorage, ROUTES_DIR } from './traefik-paths.ts';

/** Ports inside the container: above 1023, so that no capability is needed. */
export const HTTP_PORT = 8080;
export const HTTPS_PORT = 8443;

/** Name of the socket filter on the network that it shares with the proxy. */
export const SOCKET_FILTER_HOST = 'socket-filter';

/**
 * Traefik makes a router for every container that has none; this one matches nothing. It must name no
 * host: for every host in a rule, Traefik asks the authority for a certificate.
 */
const NO_RULE = 'PathPrefix(`/`) && !PathPrefix(`/`)';

/**
 * Traefik's static configuration. No dashboard, no API, no ping: what does not listen cannot be
 * reached. X-Forwarded-* from clients are replaced, since no address is told to be trusted.
 */
export function traefikArgs(
  instance: string,
  { acme, httpsPort }: Pick<ProxySettings, 'acme' | 'httpsPort'>,
): string[] {
  const entry = `--entrypoints.${HTTPS_ENTRY_POINT}`;
  return [
    '--global.checknewversion=false',
    '--global.sendanonymoususage=false',
    '--log.level=INFO',
    '--log.format=json',
    '--providers.docker=true',
    `--providers.docker.endpoint=tcp://${SOCKET_FILTER_HOST}:${SOCKET_FILTER.port}`,
    '--providers.docker.exposedbydefault=false',
    `--providers.docker.constraints=Label(\`dev.agentpod.instance\`, \`${instance}\`)`,
    `--providers.docker.defaultrule=${NO_RULE}`,
    `--providers.file.directory=${ROUTES_DIR}`,
    '--providers.file.watch=true',
    '--providers.providersthrottleduration=100ms',
    `--entrypoints.web.address=:${HTTP_PORT}`,
    ...strict('web'),
    `--entrypoints.web.http.redirections.entrypoint.to=:${httpsPort}`,
    '--entrypoints.web.http.redirections.entrypoint.scheme=https',
    '--entrypoints.web.http.redirections.entrypoint.permanent=true',
    `${entry}.address=:${HTTPS_PORT}`,
    ...strict(HTTPS_ENTRY_POINT),
    `${entry}.http.tls=true`,
    ...(acme === undefined
      ? []
      : [`${entry}.http.tls.certresolver=${ACME_RESOLVER}`, ...resolver(acme)]),
  ];
}

/** Characters that a path has no business to hold, in whatever spelling. */
const REFUSED_ENCODINGS = ['backslash', 'nullcharacter'];

/**
 * Headers that some servers take for others of like names (X_Forwarded_For) are dropped, and paths that
 * proxy and pod could read differently are refused.
 */
function strict(entryPoint: string): string[] {
  const base = `--entrypoints.${entryPoint}.http`;
  return [
    `${base}.aliasheadersstrategy=delete`,
    ...REFUSED_ENCODINGS.map((name) => `${base}.encodedcharacters.allowencoded${name}=false`),
  ];
}

function resolver(acme: AcmeSettings): string[] {
  const { email, server } = acme;
  const base = `--certificatesresolvers.${ACME_RESOLVER}.acme`;
  return [
    `${base}.email=${email}`,
    `${base}.caserver=${server}`,
    `${base}.storage=${acmeStorage(server)}`,
    // Made in a tenth of the time that RSA with 4096 bits takes.
    `${base}.keytype=EC256`,
    ...challengeArgs(base, acme),
  ];
}

function challengeArgs(
  base: string,
  { challenge, dnsProvider, dnsResolvers }: AcmeSettings,
): string[] {
  switch (challenge) {
    case 'http':
      return [`${base}.httpchallenge=true`, `${base}.httpchallenge.entrypoint=web`];
    case 'tls':
      return [`${base}.tlschallenge=true`];
    case 'dns':
      return [
        `${base}.dnschallenge=true`,
        `${base}.dnschallenge.provider=${dnsProvider ?? ''}`,
        ...(dnsResolvers.length === 0 ? [] : resolverArgs(`${base}.dnschallenge`, dnsResolvers)),
      ];
  }
}

/** Where only some servers know the zone, its public ones cannot be asked. */
function resolverArgs(base: string, resolvers: readonly string[]): string[] {
  return [
    `${base}.resolvers=${resolvers.join(',')}`,
    `${base}.propagation.disableanschecks=true`,
    `${base}.propagation.requireallrns=true`,
  ];
}
