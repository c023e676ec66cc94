import { isIP } from 'node:net';
import { configInvalid } from './config-invalid.ts';
import type { AcmeSettings, ProxySettings } from './core/model/proxy.ts';
import { DEFAULT_PROXY } from './core/proxy/defaults.ts';

/** What the environment says about the reverse proxy; every variable has a default. */

type Read = (name: string) => string | undefined;

const ACME_SERVERS: Readonly<Record<string, string>> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
};

/** `ConfigInvalid` (InvalidInput) naming the variable, its value and the form it should have. */
export function readProxy(read: Read): ProxySettings {
  const { mode, externalContainer } = readMode(read('AGENTPOD_PROXY') ?? 'managed');
  const httpPort = readPort(read, 'AGENTPOD_HTTP_PORT', DEFAULT_PROXY.httpPort);
  const httpsPort = readPort(read, 'AGENTPOD_HTTPS_PORT', DEFAULT_PROXY.httpsPort);
  if (httpPort === httpsPort) {
    throw configInvalid(
      'AGENTPOD_HTTPS_PORT',
      String(httpsPort),
      'another port than AGENTPOD_HTTP_PORT',
    );
  }
  return Object.freeze({
    mode,
    externalContainer,
    bind: readAddress(read('AGENTPOD_PROXY_BIND') ?? DEFAULT_PROXY.bind),
    httpPort,
    httpsPort,
    traefikImage: read('AGENTPOD_TRAEFIK_IMAGE') ?? DEFAULT_PROXY.traefikImage,
    socketFilterImage: read('AGENTPOD_SOCKET_FILTER_IMAGE') ?? DEFAULT_PROXY.socketFilterImage,
    acme: readAcme(read),
    publicAddresses: readPublicAddresses(read('AGENTPOD_PUBLIC_ADDRESS') ?? ''),
    door: readDoor(read, mode),
  });
}

function readMode(value: string): Pick<ProxySettings, 'mode' | 'externalContainer'> {
  if (value === 'managed' || value === 'off') return { mode: value, externalContainer: '' };
  const container = /^container:([A-Za-z0-9][A-Za-z0-9_.-]*)$/.exec(value)?.[1];
  if (container !== undefined) return { mode: 'external', externalContainer: container };
  throw configInvalid('AGENTPOD_PROXY', value, 'managed, off or container:NAME');
}

function readPort(read: Read, name: string, otherwise: number): number {
  const value = read(name);
  if (value === undefined) return otherwise;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw configInvalid(name, value, 'a port from 1 to 65535');
}

function readAddress(value: string): string {
  if (isIP(value) !== 0) return value;
  throw configInvalid('AGENTPOD_PROXY_BIND', value, 'an address of this host, or 0.0.0.0 for all');
}

function readPublicAddresses(value: string): readonly string[] {
  const addresses = value.split(',').map((item) => item.trim());
  const wrong = addresses.find((address) => address !== '' && isIP(address) === 0);
  if (wrong === undefined) return Object.freeze(addresses.filter((address) => address !== ''));
  throw configInvalid('AGENTPOD_PUBLIC_ADDRESS', value, 'addresses, separated by commas');
}

function readAcme(read: Read): AcmeSettings | undefined {
  const email = read('AGENTPOD_ACME_EMAIL');
  if (email === undefined) return undefined;
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw configInvalid('AGENTPOD_ACME_EMAIL', email, 'a mail address, which the authority warns');
  }
  return Object.freeze({
    email,
    server: readServer(read('AGENTPOD_ACME_SERVER') ?? 'letsencrypt'),
    ...readChallenge(read('AGENTPOD_ACME_CHALLENGE') ?? 'http'),
    dnsVariables: readList(read, 'AGENTPOD_ACME_DNS_VARIABLES', VARIABLE),
    dnsResolvers: readList(read, 'AGENTPOD_ACME_DNS_RESOLVERS', DNS_SERVER),
    caFile: read('AGENTPOD_ACME_CA_FILE'),
  });
}

interface Form {
  readonly fits: RegExp;
  readonly words: string;
}

const VARIABLE: Form = {
  fits: /^[A-Z][A-Z0-9_]*$/,
  words: 'names of variables, separated by commas',
};
const DNS_SERVER: Form = {
  fits: /^([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/,
  words: 'ADDRESS:PORT of DNS servers, separated by commas',
};

function readList(read: Read, name: string, { fits, words }: Form): readonly string[] {
  const value = read(name) ?? '';
  const items = value.split(',').map((item) => item.trim());
  const list = items.filter((item) => item !== '');
  if (list.every((item) => fits.test(item))) return Object.freeze(list);
  throw configInvalid(name, value, words);
}

function readServer(value: string): string {
  const server = ACME_SERVERS[value] ?? value;
  if (/^https:\/\/./.test(server)) return server;
  throw configInvalid(
    'AGENTPOD_ACME_SERVER',
    value,
    'letsencrypt, staging or the https:// URL of a directory',
  );
}

function readChallenge(value: string): Pick<AcmeSettings, 'challenge' | 'dnsProvider'> {
  if (value === 'http' || value === 'tls') return { challenge: value, dnsProvider: undefined };
  const provider = /^dns:([a-z0-9-]+)$/.exec(value)?.[1];
  if (provider !== undefined) return { challenge: 'dns', dnsProvider: provider };
  throw configInvalid('AGENTPOD_ACME_CHALLENGE', value, 'http, tls or dns:PROVIDER');
}

const DOOR_PORT = 7081;

function readDoor(read: Read, mode: ProxySettings['mode']): ProxySettings['door'] {
  const value = read('AGENTPOD_DOOR') ?? 'off';
  const vendor = read('AGENTPOD_VENDOR');
  if (value === 'off') return undefined;
  if (value === 'on' && mode === 'managed') {
    return Object.freeze({ port: DOOR_PORT, url: undefined, vendor });
  }
  const port = /^https?:\/\/[^/:]+:(\d{1,5})$/.exec(value)?.[1];
  if (port !== undefined) return Object.freeze({ port: Number(port), url: value, vendor });
  const form =
    mode === 'managed'
      ? 'on, off or http://HOST:PORT'
      : 'off, or http://HOST:PORT as your reverse proxy reaches this machine';
  throw configInvalid('AGENTPOD_DOOR', value, form);
}
