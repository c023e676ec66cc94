import type { ProxySettings } from '../model/proxy.ts';
import { compareText } from '../util/sort.ts';

/** Where browsers look when nothing else is said, and what they then leave out of an origin. */
const DEFAULT_PORT = 443;

type Listening = Pick<ProxySettings, 'mode' | 'httpsPort'>;

/**
 * What a browser has to open: `https://agent.example.com`, with the port where it is another one. A
 * proxy that AgentPod does not know of is taken to listen where browsers expect it.
 */
export function publicOrigin(host: string, { mode, httpsPort }: Listening): string {
  const port = mode === 'off' ? DEFAULT_PORT : httpsPort;
  return port === DEFAULT_PORT ? `https://${host}` : `https://${host}:${port}`;
}

/** Of all hosts of a pod, sorted. */
export function publicOrigins(hosts: readonly string[], proxy: Listening): string[] {
  return [...new Set(hosts)].sort(compareText).map((host) => publicOrigin(host, proxy));
}
