/** AgentPod's identity at one gateway: an Ed25519 key pair and the token that it was given. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { AgentPodError } from '../../core/model/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/model/json.ts';
import { Secret } from '../../core/model/secret.ts';

export interface Device {
  readonly id: string;
  /** The raw 32 bytes, base64url. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
  readonly token: Secret;
}

/** Raw bytes of an Ed25519 public key are the end of its SPKI form. */
const RAW_KEY_BYTES = 32;

/** `DeviceInvalid` (InvalidInput) when the text is not what `pair` gave. Never shows any of it. */
export function openDevice(credential: Secret): Device {
  const device = parseDevice(credential.reveal());
  if (device !== undefined) return device;
  throw new AgentPodError(
    'InvalidInput',
    'DeviceInvalid',
    "the credential of AgentPod's own device at a gateway is not readable",
    { hint: 'pair the pod again' },
  );
}

function parseDevice(text: string): Device | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const { deviceId, privateKey: encoded, deviceToken } = value;
    if (typeof encoded !== 'string' || typeof deviceToken !== 'string' || deviceToken === '') {
      return undefined;
    }
    const key = Buffer.from(encoded, 'base64url');
    const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    if (privateKey.asymmetricKeyType !== 'ed25519') return undefined;
    const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    const raw = spki.subarray(-RAW_KEY_BYTES);
    const id = createHash('sha256').update(raw).digest('hex');
    if (deviceId !== id) return undefined;
    const token = new Secret(deviceToken);
    return { id, publicKey: raw.toString('base64url'), privateKey, token };
  } catch {
    return undefined;
  }
}

/** What the gateway sends first, so that no signature can be used twice. */
export interface Challenge {
  readonly nonce: string;
  readonly ts: number;
}

export const PROTOCOL = 4;

/**
 * A gateway takes only the client ids that it knows. As `gateway-client` no device token is given
 * out; `openclaw-probe` is what looks at gateways. The display name matters: when a device is approved
 * from inside, the gateway drops the earlier ones of the same id, mode and name. So pairing anew leaves
 * nothing behind, and nothing that pairs inside the pod drops ours.
 */
export const CLIENT = {
  id: 'openclaw-probe',
  displayName: 'AgentPod',
  version: '1',
  platform: 'linux',
  mode: 'probe',
} as const;

export const ROLE = 'operator';
export const SCOPES = ['operator.read'] as const;

export function connectParams(device: Device, challenge: Challenge): JsonObject {
  const { nonce, ts } = challenge;
  const signature = sign(null, Buffer.from(signedText(device, challenge)), device.privateKey);
  return {
    minProtocol: PROTOCOL,
    maxProtocol: PROTOCOL,
    client: CLIENT,
    role: ROLE,
    scopes: SCOPES,
    caps: [],
    auth: { deviceToken: device.token.reveal() },
    device: {
      id: device.id,
      publicKey: device.publicKey,
      signature: signature.toString('base64url'),
      signedAt: ts,
      nonce,
    },
  };
}

/** Version 3 of the text that is signed; the last field, the device's family, is empty. */
function signedText({ id, token }: Device, { nonce, ts }: Challenge): string {
  const { id: clientId, mode, platform } = CLIENT;
  const fields = ['v3', id, clientId, mode, ROLE, SCOPES.join(','), ts, token.reveal(), nonce];
  return [...fields, platform, ''].join('|');
}
