/** Opens an owner's link as the Control UI does, in the gateway's protocol and with a device of its own. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { connect } from 'node:tls';
import { WebSocket } from 'ws';
import { CONTROL_UI, OWNER_SCOPES } from './control-ui.ts';

export interface Redeemed {
  /** What the gateway granted; undefined when it refused. */
  readonly scopes: readonly string[] | undefined;
  /** Of the refusal. */
  readonly code: string | undefined;
}

/** `proxy` is where the link's host is reached, whatever its name resolves to. */
export async function redeem(
  link: string,
  proxy: { readonly port: number; readonly ca: string },
): Promise<Redeemed> {
  const { origin, host, hash } = new URL(link);
  const fragment = new URLSearchParams(hash.slice(1));
  const socket = new WebSocket(fragment.get('gatewayUrl') ?? '', {
    origin,
    createConnection: () =>
      connect({ host: '127.0.0.1', servername: host, port: proxy.port, ca: proxy.ca }),
  });
  const done = Promise.withResolvers<Redeemed>();
  socket.on('error', done.reject);
  socket.on('message', (data) => {
    const { event, payload, type, ok, error } = JSON.parse(data.toString());
    if (event === 'connect.challenge') {
      const params = connectParams(payload, fragment.get('bootstrapToken') ?? '');
      socket.send(JSON.stringify({ type: 'req', id: 'c', method: 'connect', params }));
    } else if (type === 'res') {
      done.resolve({ scopes: ok ? payload.auth.scopes : undefined, code: error?.details.code });
    }
  });
  try {
    return await done.promise;
  } finally {
    socket.terminate();
  }
}

function connectParams(challenge: { nonce: string; ts: number }, bootstrapToken: string) {
  const { nonce, ts } = challenge;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = createHash('sha256').update(raw).digest('hex');
  const role = 'operator';
  const fields = [
    'v3',
    id,
    CONTROL_UI.id,
    CONTROL_UI.mode,
    role,
    OWNER_SCOPES.join(','),
    ts,
    bootstrapToken,
  ];
  const text = Buffer.from([...fields, nonce, CONTROL_UI.platform, ''].join('|'));
  const signature = sign(null, text, privateKey).toString('base64url');
  const device = { id, publicKey: raw.toString('base64url'), signature, signedAt: ts, nonce };
  const range = { minProtocol: 4, maxProtocol: 4 };
  return {
    ...range,
    client: CONTROL_UI,
    role,
    scopes: OWNER_SCOPES,
    caps: [],
    auth: { bootstrapToken },
    device,
  };
}
