import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import type { SecureContext } from 'node:tls';
import type { UpgradeLook } from '../../core/proxy/route-observation.ts';
import { readBeginning } from '../http-body.ts';
import { whyFailed } from './connection-failure.ts';
import type { Patience } from './look-https.ts';
import { MAX_BODY_BYTES, type Place, tlsOptions } from './request.ts';

/** Asks for a WebSocket, and hangs up when it gets one. */
export async function lookUpgrade(
  place: Place,
  path: string,
  { trust, seconds, signal }: Patience & { readonly trust: SecureContext },
): Promise<UpgradeLook> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  try {
    return await upgrade(place, path, { trust, signal: patience });
  } catch (error) {
    return { kind: 'failed', why: whyFailed(error, seconds) };
  }
}

function upgrade(
  place: Place,
  path: string,
  how: { readonly trust: SecureContext; readonly signal: AbortSignal },
): Promise<UpgradeLook> {
  return new Promise((resolve, reject) => {
    const options = tlsOptions(place, path, how);
    const headers = {
      ...options.headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    };
    const asked = request({ ...options, headers }, (answer) => {
      readBeginning(answer, MAX_BODY_BYTES).then(
        (body) => resolve({ kind: 'refused', status: answer.statusCode ?? 0, body }),
        reject,
      );
    });
    asked.on('upgrade', (_answer, socket) => {
      socket.destroy();
      resolve({ kind: 'upgraded' });
    });
    asked.on('error', reject);
    asked.end();
  });
}
