/**
 * Runs inside a pod, on the pod's own Node: makes a key pair, and connects by the loopback with the
 * gateway's token, which is what makes the gateway approve a device without asking anybody. Prints
 * one line of JSON: the device, or `code` and `message` of what refused. The token does not leave the
 * pod; nothing is written to its disk.
 */
import { SECRETS_DIR } from '../../core/agents/container-profile.ts';
import { GATEWAY_PORT } from '../../core/agents/openclaw/paths.ts';
import { GATEWAY_TOKEN } from '../../core/desired/secret-names.ts';
import { CLIENT, PROTOCOL, ROLE, SCOPES } from './device.ts';

const GIVE_UP_MS = 20_000;

const FACTS = JSON.stringify({
  url: `ws://127.0.0.1:${GATEWAY_PORT}`,
  tokenFile: `${SECRETS_DIR}/${GATEWAY_TOKEN}`,
  protocol: PROTOCOL,
  client: CLIENT,
  role: ROLE,
  scopes: SCOPES,
});

const SCRIPT = `
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { url, tokenFile, protocol, client, role, scopes } = ${FACTS};
const token = readFileSync(tokenFile, 'utf8').trim();
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const deviceId = createHash('sha256').update(raw).digest('hex');

function end(result) {
  process.stdout.write(JSON.stringify(result) + '\\n', () => process.exit());
}

function connect({ nonce, ts }) {
  const signed = ['v3', deviceId, client.id, client.mode, role, scopes.join(','), ts, token, nonce];
  const text = [...signed, client.platform, ''].join('|');
  const device = {
    id: deviceId,
    publicKey: raw.toString('base64url'),
    signature: sign(null, Buffer.from(text), privateKey).toString('base64url'),
    signedAt: ts,
    nonce,
  };
  const range = { minProtocol: protocol, maxProtocol: protocol };
  return { ...range, client, role, scopes, caps: [], auth: { token }, device };
}

function greeted({ ok, payload, error }) {
  const deviceToken = payload?.auth?.deviceToken;
  if (!ok) return end({ code: error?.details?.code ?? error?.code, message: error?.message });
  if (!deviceToken) return end({ code: 'NO_DEVICE_TOKEN', message: 'no device token was given' });
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  end({ deviceId, privateKey: key, deviceToken });
}

const socket = new WebSocket(url);
socket.onmessage = ({ data }) => {
  const frame = JSON.parse(data);
  if (frame.event === 'connect.challenge') {
    const params = connect(frame.payload);
    socket.send(JSON.stringify({ type: 'req', id: 'connect', method: 'connect', params }));
  } else if (frame.type === 'res') greeted(frame);
};
socket.onerror = () => end({ code: 'UNREACHABLE', message: 'the gateway does not listen' });
setTimeout(() => end({ code: 'TIMEOUT', message: 'the gateway does not answer' }), ${GIVE_UP_MS});
`;

export const PAIRING_ARGV: readonly string[] = ['node', '--input-type=module', '-e', SCRIPT];
