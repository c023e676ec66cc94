import type { ProxySettings } from '../model/proxy.ts';
import { hostAddress } from '../util/subnet.ts';

/** This machine's own address on the proxy's network: nobody but the proxy is there. */
export function doorAddress(front: string): string {
  return hostAddress(front, 1);
}

/** Where the proxy reaches the customer login; undefined when there is none, or no network yet. */
export function doorUrl(
  { mode, door }: Pick<ProxySettings, 'mode' | 'door'>,
  front: string | undefined,
): string | undefined {
  if (mode === 'off' || door === undefined) return undefined;
  if (door.url !== undefined) return door.url;
  return front === undefined ? undefined : `http://${doorAddress(front)}:${door.port}`;
}
