/** What one check of a route does more than once: at the proxy, and where DNS leads. */
import type { SecureContext } from 'node:tls';
import type { HttpsLook, RouteProof } from '../../core/proxy/route-observation.ts';
import { messageOf } from '../../core/status/message.ts';
import type { RouteRequest } from '../../ports/route-check.ts';
import { lookHttps } from './look-https.ts';

/** What one check carries from look to look. */
export interface Check {
  readonly request: RouteRequest;
  readonly trust: SecureContext;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** A proof that fails in whatever way is an answer; undefined when the agent has none to give. */
export async function proveOver(
  { request, signal }: Check,
  address: string,
): Promise<RouteProof | undefined> {
  const { prove, host, proxy, authority } = request;
  if (prove === undefined) return undefined;
  const ca = authority === undefined ? {} : { ca: authority };
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });
  try {
    signal.throwIfAborted();
    const road = { kind: 'proxy', address, port: proxy.httpsPort, host, ...ca } as const;
    return await Promise.race([prove(road, signal), aborted]);
  } catch (error) {
    return { failed: messageOf(error) };
  }
}

export function lookAtAddress(
  { request, trust, seconds, signal }: Check,
  address: string,
): Promise<HttpsLook> {
  const { host, proxy, readyPath } = request;
  return lookHttps({ address, port: proxy.httpsPort, host }, readyPath, { trust, seconds, signal });
}
