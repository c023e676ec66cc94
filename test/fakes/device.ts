import { createHash, generateKeyPairSync } from 'node:crypto';
import { Secret } from '../../src/core/model/secret.ts';

/** A credential as `pair` gives it, for a gateway that takes any. */
export function aDevice(change: Readonly<Record<string, unknown>> = {}): Secret {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const device = {
    deviceId: createHash('sha256').update(raw).digest('hex'),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
    deviceToken: 'canary-device-token',
    ...change,
  };
  return new Secret(JSON.stringify(device));
}
