import type { ProxySettings } from '../model/proxy.ts';
import { compareText } from '../util/sort.ts';

/** What a browser has to open: `https://agent.example.com`, with the port where it is another one. */
export function publicOrigin(host: string, httpsPort: number): string {
  return httpsPort === 443 ? `https://${host}` : `https://${host}:${httpsPort}`;
}

/** The same for every host; a proxy that AgentPod does not know is taken to listen on 443. */
export function publicOrigins(
  hosts: readonly string[],
  { mode, httpsPort }: Pick<ProxySettings, 'mode' | 'httpsPort'>,
): string[] {
  const port = mode === 'off' ? 443 : httpsPort;
  return [...new Set(hosts)].sort(compareText).map((host) => publicOrigin(host, port));
}
