/**
 * Runs inside a pod: opens a session with the gateway's token and another with the device token that
 * the first was given, waits until the first is closed, and prints how both fared some seconds later.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const WebSocket = createRequire('/app/package.json')('ws');
const SETTLE_MS = 5000;
const GIVE_UP_MS = 120_000;
const token = readFileSync('/run/agentpod/secrets/gateway-token', 'utf8');
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const deviceId = createHash('sha256').update(raw).digest('hex');
const fate = { shared: 'open', device: 'absent' };

function hello({ nonce, ts }, auth, secret) {
  const signed = ['v3', deviceId, 'cli', 'cli', 'operator', 'operator.read', ts, secret, nonce];
  const signature = sign(null, Buffer.from([...signed, 'linux', ''].join('|')), privateKey);
  const device = {
    id: deviceId,
    publicKey: raw.toString('base64url'),
    signature: signature.toString('base64url'),
    signedAt: ts,
    nonce,
  };
  const client = { id: 'cli', version: '1', platform: 'linux', mode: 'cli' };
  const role = { role: 'operator', scopes: ['operator.read'], caps: [] };
  return { minProtocol: 4, maxProtocol: 4, client, ...role, auth, device };
}

function open(which, auth, secret, onHello) {
  const socket = new WebSocket('ws://127.0.0.1:18789');
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    if (message.event === 'connect.challenge') {
      const params = hello(message.payload, auth, secret);
      socket.send(JSON.stringify({ type: 'req', id: 'c', method: 'connect', params }));
    } else if (message.type === 'res' && message.ok) {
      fate[which] = 'open';
      onHello?.(message.payload.auth);
    }
  });
  socket.on('close', (code) => {
    fate[which] = code;
    if (which === 'shared') setTimeout(report, SETTLE_MS);
  });
}

function report() {
  process.stdout.write(JSON.stringify(fate), () => process.exit());
}

setTimeout(report, GIVE_UP_MS);
open('shared', { token }, token, ({ deviceToken }) => open('device', { deviceToken }, deviceToken));
