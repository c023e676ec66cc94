/** Requests as a visitor of a host makes them, to an address of the checker's choice. */
import type { RequestOptions } from 'node:https';
import type { ConnectionOptions, SecureContext } from 'node:tls';

export interface Place {
  readonly address: string;
  readonly port: number;
  readonly host: string;
}

/** Of an answer's body: more than its beginning says nothing new. */
export const MAX_BODY_BYTES = 4096;
const AGENT = 'agentpod-route-check';

/** A connection of its own each time: a kept one would hide a proxy that is gone. */
export function plainOptions(
  { address, port, host }: Place,
  path: string,
  signal: AbortSignal,
): RequestOptions {
  const headers = { host: hostHeader(host, port, 80), 'user-agent': AGENT };
  return { host: address, port, path, headers, agent: false, signal };
}

/** What is wrong with the certificate is told by the socket, not by a failure. */
export function tlsOptions(
  place: Place,
  path: string,
  { trust, signal }: { readonly trust: SecureContext; readonly signal: AbortSignal },
): RequestOptions & Pick<ConnectionOptions, 'secureContext' | 'ALPNProtocols'> {
  const headers = { host: hostHeader(place.host, place.port, 443), 'user-agent': AGENT };
  return {
    ...plainOptions(place, path, signal),
    headers,
    servername: place.host,
    secureContext: trust,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  };
}

function hostHeader(host: string, port: number, usual: number): string {
  return port === usual ? host : `${host}:${port}`;
}
