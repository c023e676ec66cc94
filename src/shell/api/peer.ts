import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { addressReader } from '../door/client-address.ts';

const readAddress = addressReader([]);

/** The address at the other end of the connection. */
export function peerOf(context: Context): string {
  try {
    return readAddress(getConnInfo(context).remote.address, undefined);
  } catch {
    // Where there is no socket.
    return readAddress(undefined, undefined);
  }
}
